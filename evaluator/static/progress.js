// Shows new answers of an open wave without a hand; without it the page is reloaded as usual.
(function () {
  "use strict";
  var line = document.getElementById("progress");
  if (!line || !window.fetch) { return; }
  function look() {
    fetch(line.dataset.address, { headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.json(); })
      .then(function (wave) {
        var changed = String(wave.answered) !== line.dataset.answered || wave.state !== line.dataset.state;
        if (changed) { window.location.reload(); return; }
        window.setTimeout(look, 5000);
      })
      .catch(function () { window.setTimeout(look, 20000); });
  }
  window.setTimeout(look, 5000);
}());
