// Shows the progress of background work without a reload; without it the page is reloaded by hand.
(function () {
  "use strict";
  var box = document.getElementById("job");
  if (!box || !window.fetch) { return; }
  function look() {
    fetch(box.dataset.address, { headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.json(); })
      .then(function (job) {
        if (job.state !== box.dataset.state || job.state === "done") { window.location.reload(); return; }
        var bar = document.getElementById("progress");
        var step = document.getElementById("step");
        var told = job.step ? " · " + job.step : "";
        // Said anew only when it changes, so that a screen reader is not told the same all the time.
        if (step && step.textContent !== told) { step.textContent = told; }
        if (bar) { bar.max = job.total || 1; bar.value = job.done; }
        window.setTimeout(look, 700);
      })
      .catch(function () { window.setTimeout(look, 3000); });
  }
  window.setTimeout(look, 700);
}());
