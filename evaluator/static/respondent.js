// Reads a page aloud with the device's own voice; without one the button stays hidden.
(function () {
  "use strict";
  var button = document.querySelector("[data-read]");
  if (!button || !window.speechSynthesis || !window.SpeechSynthesisUtterance) { return; }
  var label = button.textContent;
  function text() {
    var parts = [];
    document.querySelectorAll("[role=alert], [data-spoken], .option span:not(.stars)").forEach(function (part) {
      parts.push(part.textContent.trim());
    });
    return parts.join("。 ");
  }
  function rest() { button.textContent = label; }
  button.hidden = false;
  button.addEventListener("click", function () {
    if (window.speechSynthesis.speaking) { window.speechSynthesis.cancel(); rest(); return; }
    var said = new window.SpeechSynthesisUtterance(text());
    said.lang = document.documentElement.lang;
    said.rate = 0.85;
    said.onend = rest;
    said.onerror = rest;
    button.textContent = button.dataset.stop;
    window.speechSynthesis.speak(said);
  });
  window.addEventListener("pagehide", function () { window.speechSynthesis.cancel(); });
}());
