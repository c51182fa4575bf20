// Lets a signature be drawn with a finger; without it a picture of one can be sent instead.
(function () {
  "use strict";
  var pad = document.querySelector("canvas[data-pad]"), drawn = document.querySelector("[data-drawn]");
  if (!pad || !drawn || !pad.getContext) { return; }
  var tools = document.querySelector("[data-pad-tools]"), brush = pad.getContext("2d"), last = null;

  function clear() {
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, pad.width, pad.height);
    drawn.value = "";
  }
  function place(event) {
    var touch = event.touches ? event.touches[0] : event, frame = pad.getBoundingClientRect();
    return [(touch.clientX - frame.left) * pad.width / frame.width, (touch.clientY - frame.top) * pad.height / frame.height];
  }
  function begin(event) { last = place(event); event.preventDefault(); }
  function draw(event) {
    var now;
    if (!last) { return; }
    now = place(event);
    brush.beginPath();
    brush.moveTo(last[0], last[1]);
    brush.lineTo(now[0], now[1]);
    brush.stroke();
    last = now;
    event.preventDefault();
  }
  function end() {
    if (last) { drawn.value = pad.toDataURL("image/png"); }
    last = null;
  }
  pad.hidden = false;
  tools.hidden = false;
  clear();
  brush.lineWidth = 4;
  brush.lineCap = "round";
  brush.strokeStyle = "#000";
  pad.addEventListener("mousedown", begin);
  pad.addEventListener("mousemove", draw);
  window.addEventListener("mouseup", end);
  pad.addEventListener("touchstart", begin);
  pad.addEventListener("touchmove", draw);
  pad.addEventListener("touchend", end);
  tools.addEventListener("click", clear);
}());
