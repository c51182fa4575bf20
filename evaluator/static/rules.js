// Tells at once that an answer breaks a rule; the server holds it to the same rules afterwards.
(function () {
  "use strict";
  var form = document.querySelector("form[data-rules]"), error = document.getElementById("error");
  if (!form || !window.gongpingLogic || !window.JSON) { return; }
  var page = JSON.parse(form.getAttribute("data-rules"));
  var around = { answers: page.answers, values: page.values, moment: page.moment, language: page.language };
  var button = null;

  function chosen() {
    var found = [], fields = form.elements, at;
    for (at = 0; at < fields.length; at += 1) {
      if (fields[at].name === page.code && fields[at].value &&
          (fields[at].checked || (fields[at].type !== "radio" && fields[at].type !== "checkbox"))) {
        found.push(fields[at].value);
      }
    }
    return found;
  }
  // An answer as it is kept; what only the server can read is left to it.
  function answer() {
    var found = chosen(), text = found.join(" ");
    if (page.kind === "ranking" || !found.length) { return null; }
    if (page.kind === "multiple" || page.kind === "date" || page.kind === "location") { return text; }
    if (page.kind === "text") { return found.join("\n"); }
    text = found[0];
    return /^-?[0-9]+$/.test(text) ? parseInt(text, 10) : page.kind === "number" ? text : null;
  }
  form.addEventListener("click", function (event) {
    if (event.target && event.target.name === "go") { button = event.target.value; }
  });
  form.addEventListener("submit", function (event) {
    var broken = null, link = error.querySelector("a");
    if (button !== "back") {
      broken = window.gongpingLogic.broken({ code: page.code, rules: page.rules }, around, answer());
    }
    if (broken === null) { return; }
    event.preventDefault();
    if (page.messages[broken]) { link.textContent = page.messages[broken]; }
    error.hidden = false;
    link.focus();
  });
}());
