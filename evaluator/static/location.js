// Writes the place where the telephone is into its field; without one the button stays hidden.
(function () {
  "use strict";
  var button = document.querySelector("[data-locate]"), field = document.getElementById("first");
  if (!button || !field || !navigator.geolocation) { return; }
  button.hidden = false;
  button.addEventListener("click", function () {
    navigator.geolocation.getCurrentPosition(function (found) {
      var place = found.coords;
      field.value = [place.latitude.toFixed(3), place.longitude.toFixed(3), Math.round(place.altitude || 0),
        Math.round(place.accuracy || 0)].join(" ");
      field.focus();
    }, function () { button.textContent = button.getAttribute("data-failed"); }, { timeout: 20000 });
  });
}());
