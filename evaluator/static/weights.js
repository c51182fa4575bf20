// Keeps the sums of the tree in view while weights are typed; without it they are shown after saving.
(function () {
  "use strict";
  var form = document.getElementById("weights");
  if (!form) { return; }
  var inputs = Array.prototype.slice.call(form.querySelectorAll("input.weight"));
  // Ten-thousandths as whole numbers: sums of decimals stay exact.
  function units(text) {
    var number = Number(String(text).trim());
    return isFinite(number) ? Math.round(number * 10000) : 0;
  }
  function written(sum) { return String(sum / 10000); }
  function show(selector, sums, key) {
    form.querySelectorAll(selector).forEach(function (box) { box.textContent = written(sums[box.dataset[key]] || 0); });
  }
  function add() {
    var dimensions = {}, groups = {}, total = 0;
    inputs.forEach(function (input) {
      var worth = units(input.value);
      dimensions[input.dataset.of] = (dimensions[input.dataset.of] || 0) + worth;
      groups[input.dataset.in] = (groups[input.dataset.in] || 0) + worth;
      total += worth;
    });
    show("[data-dimension]", dimensions, "dimension");
    show("[data-dimension-sum]", dimensions, "dimensionSum");
    show("[data-group]", groups, "group");
    form.querySelectorAll("[data-total]").forEach(function (box) { box.textContent = written(total); });
    form.querySelectorAll("[data-wrong-total]").forEach(function (tag) { tag.hidden = total === 1000000; });
    compare(dimensions);
  }
  function compare(dimensions) {
    var marked = Infinity, other = 0;
    form.querySelectorAll("[data-dimension]").forEach(function (box) {
      var sum = dimensions[box.dataset.dimension] || 0;
      if ("satisfaction" in box.dataset) { marked = Math.min(marked, sum); } else { other = Math.max(other, sum); }
    });
    form.querySelectorAll("[data-dominance]").forEach(function (tag) { tag.hidden = marked > other; });
  }
  form.addEventListener("input", add);
  add();
}());
