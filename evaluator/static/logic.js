// The conditions of a questionnaire, worked out in the browser: the twin of surveys/logic. What it
// gets is checked already, as lists such as ["<", ["answer", "age", "number"], ["value", 60]]; nothing
// is ever run as a program. Written for the web views of old telephones.
(function (root) {
  "use strict";
  var TENS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
  var HAIR = 1e-9, SECONDS = 86400, FIRST_DAY = -719162, LAST_DAY = 2932896;
  var NUMBER = /^-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$/;
  var DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[\s\S]*)?$/;

  function finite(number) { return isFinite(number) ? number : null; }
  function isNumber(value) { return typeof value === "number"; }
  function isBlank(value) { return value === null || value === undefined || value === ""; }
  function has(object, name) { return Object.prototype.hasOwnProperty.call(object, name); }
  function strip(text) { return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""); }
  function word(value) { return isBlank(value) || value === 0 ? "" : String(value); }
  function pad(number, length) {
    var text = String(number);
    while (text.length < length) { text = "0" + text; }
    return text;
  }
  function zeros(count) { return new Array(count + 1).join("0"); }

  // Characters as people count them: two halves of a pair are one.
  function signs(text) {
    var found = [], at = 0, high, low;
    while (at < text.length) {
      high = text.charCodeAt(at);
      low = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
      if (high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
        found.push(text.substr(at, 2));
        at += 2;
      } else {
        found.push(text.charAt(at));
        at += 1;
      }
    }
    return found;
  }
  function pointOf(sign) {
    if (sign.length === 1) { return sign.charCodeAt(0); }
    return (sign.charCodeAt(0) - 0xd800) * 1024 + sign.charCodeAt(1) - 0xdc00 + 0x10000;
  }
  function codesIn(text) {
    return text.split(/[ \t\r\n]+/).filter(function (part) { return part !== ""; });
  }

  function numberText(number) {
    var parts = String(Math.abs(number)).split("e");
    var digits = parts[0], exponent = parts.length > 1 ? parseInt(parts[1], 10) : 0;
    var point = digits.indexOf(".");
    var whole = point < 0 ? digits : digits.slice(0, point);
    var rest = point < 0 ? "" : digits.slice(point + 1);
    if (exponent > 0) {
      rest += zeros(Math.max(0, exponent - rest.length));
      whole += rest.slice(0, exponent);
      rest = rest.slice(exponent);
    } else if (exponent < 0) {
      whole = zeros(Math.max(0, 1 - exponent - whole.length)) + whole;
      rest = whole.slice(whole.length + exponent) + rest;
      whole = whole.slice(0, whole.length + exponent);
    }
    rest = rest.replace(/0+$/, "");
    whole = whole.replace(/^0+(?=[0-9])/, "");
    return (number < 0 ? "-" : "") + whole + (rest ? "." + rest : "");
  }
  function readNumber(text) {
    text = strip(text);
    return NUMBER.test(text) ? finite(parseFloat(text)) : null;
  }

  // Days since 1970-01-01 in the calendar that is used everywhere, forwards and backwards.
  function daysOf(year, month, day) {
    var y = month <= 2 ? year - 1 : year, era = Math.floor(y / 400), ofEra = y - era * 400;
    var ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
    var dayOfEra = ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear;
    return era * 146097 + dayOfEra - 719468;
  }
  function dateOf(days) {
    var z = days + 719468, era = Math.floor(z / 146097), of = z - era * 146097;
    var ofEra = Math.floor((of - Math.floor(of / 1460) + Math.floor(of / 36524) - Math.floor(of / 146096)) / 365);
    var ofYear = of - (365 * ofEra + Math.floor(ofEra / 4) - Math.floor(ofEra / 100));
    var part = Math.floor((5 * ofYear + 2) / 153), month = part + (part < 10 ? 3 : -9);
    return [ofEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - Math.floor((153 * part + 2) / 5) + 1];
  }
  function readDay(text) {
    var found = DAY.exec(strip(text)), days, back;
    if (!found) { return null; }
    days = daysOf(+found[1], +found[2], +found[3]);
    back = dateOf(days);
    if (+found[1] < 1 || back[0] !== +found[1] || back[1] !== +found[2] || back[2] !== +found[3]) { return null; }
    return days;
  }
  function dayText(days, pattern) {
    var whole = Math.floor(days), date, seconds, words;
    if (whole < FIRST_DAY || whole > LAST_DAY) { return null; }
    date = dateOf(whole);
    seconds = Math.min(Math.floor((days - whole) * SECONDS + 1e-6), SECONDS - 1);
    words = {
      Y: pad(date[0], 4), y: pad(date[0] % 100, 2), m: pad(date[1], 2), n: String(date[1]),
      d: pad(date[2], 2), e: String(date[2]), H: pad(Math.floor(seconds / 3600), 2),
      h: String(Math.floor(seconds / 3600)), M: pad(Math.floor(seconds % 3600 / 60), 2),
      S: pad(seconds % 60, 2), "%": "%"
    };
    return pattern.replace(/%([\s\S])/g, function (all, sign) { return has(words, sign) ? words[sign] : all; });
  }

  function rounded(number, digits) {
    var ten, scaled, whole;
    if (digits !== Math.floor(digits) || Math.abs(digits) >= TENS.length) { return null; }
    ten = TENS[Math.abs(digits)];
    scaled = digits >= 0 ? number * ten : number / ten;
    if (!isFinite(scaled)) { return null; }
    whole = Math.floor(scaled + 0.5 + HAIR);
    return finite(digits >= 0 ? whole / ten : whole * ten);
  }
  function power(base, exponent) {
    var result = 1, n;
    if (exponent !== Math.floor(exponent) || Math.abs(exponent) > 64) { return null; }
    for (n = 0; n < Math.abs(exponent); n += 1) { result *= base; }
    if (exponent >= 0) { return finite(result); }
    return result === 0 ? null : finite(1 / result);
  }

  function reached(program, start) {
    var found = [], seen = {}, waiting = start.slice(), place;
    while (waiting.length) {
      place = waiting.pop();
      if (!has(seen, place)) {
        seen[place] = true;
        found.push(place);
        if (program[place][0] === 1) { waiting.push(program[place][1], program[place][2]); }
      }
    }
    return found;
  }
  function within(ranges, point) {
    return ranges.some(function (range) { return range[0] <= point && point <= range[1]; });
  }
  function fits(program, text) {
    var places = reached(program, [0]), all = signs(text), at, point, after;
    function step(place) {
      if (program[place][0] === 0 && within(program[place][1], point)) { after.push(place + 1); }
    }
    for (at = 0; at < all.length; at += 1) {
      point = pointOf(all[at]);
      after = [];
      places.forEach(step);
      places = reached(program, after);
      if (!places.length) { return false; }
    }
    return places.some(function (place) { return program[place][0] === 2; });
  }

  function numbers(values) { return values.filter(isNumber); }
  function each(tree, around) {
    return tree.slice(1).map(function (part) { return evaluate(part, around); });
  }
  function raw(tree, around) {
    var answer = has(around.answers, tree[1]) ? around.answers[tree[1]] : null;
    return isNumber(answer) ? answer : null;
  }
  // "and" stops at the first false, "or" at the first true; a gap leaves open what nothing settles.
  function settled(tree, around, end) {
    var found = !end, at, value;
    for (at = 1; at < tree.length; at += 1) {
      value = evaluate(tree[at], around);
      if (value === end) { return end; }
      if (value === null) { found = null; }
    }
    return found;
  }
  var SPECIAL = {
    value: function (tree) { return tree[1]; },
    answer: function (tree, around) {
      var answer = has(around.answers, tree[1]) ? around.answers[tree[1]] : null, kind = tree[2];
      if (answer === null || answer === undefined || typeof answer === "boolean" || (isNumber(answer) && answer < 0)) { return null; }
      if (kind === "number" || kind === "choice") { return isNumber(answer) ? answer : readNumber(answer); }
      return kind === "date" ? readDay(String(answer)) : String(answer);
    },
    raw: raw,
    reason: function (tree, around) { var code = raw(tree, around); return code !== null && code < 0 ? code : null; },
    calculated: function (tree, around) { return has(around.values, tree[1]) ? around.values[tree[1]] : null; },
    now: function (tree, around) { return isNumber(around.moment) ? around.moment : null; },
    and: function (tree, around) { return settled(tree, around, false); },
    or: function (tree, around) { return settled(tree, around, true); },
    coalesce: function (tree, around) {
      var at, value;
      for (at = 1; at < tree.length; at += 1) {
        value = evaluate(tree[at], around);
        if (!isBlank(value)) { return value; }
      }
      return null;
    },
    label: function (tree, around) {
      var code = evaluate(tree[1], around), at, text;
      for (at = 0; at < tree[2].length; at += 1) {
        text = tree[2][at][1];
        if (tree[2][at][0] === code) { return text[around.language || "zh"] || text.zh || ""; }
      }
      return null;
    },
    regex: function (tree, around) {
      var text = evaluate(tree[1], around);
      return typeof text === "string" ? fits(tree[2], text) : null;
    },
    "if": function (tree, around) { return evaluate(evaluate(tree[1], around) === true ? tree[2] : tree[3], around); }
  };
  var WITH_GAPS = {
    empty: function (v) { return isBlank(v[0]); },
    count: function (v) { return v.filter(function (value) { return !isBlank(value); }).length; },
    sum: function (v) {
      var found = numbers(v);
      return found.length ? finite(found.reduce(function (total, number) { return total + number; }, 0)) : null;
    },
    min: function (v) { var found = numbers(v); return found.length ? Math.min.apply(null, found) : null; },
    max: function (v) { var found = numbers(v); return found.length ? Math.max.apply(null, found) : null; },
    concat: function (v) { return v.map(word).join(""); },
    join: function (v) { return v.slice(1).map(word).join(word(v[0])); },
    "string-length": function (v) { return signs(word(v[0])).length; },
    contains: function (v) { return word(v[0]).indexOf(word(v[1])) >= 0; },
    "starts-with": function (v) { return word(v[0]).indexOf(word(v[1])) === 0; },
    "ends-with": function (v) {
      var text = word(v[0]), part = word(v[1]), at = text.length - part.length;
      return at >= 0 && text.indexOf(part, at) === at;
    },
    "normalize-space": function (v) { return codesIn(word(v[0])).join(" "); },
    substr: function (v) {
      var all = signs(word(v[0]));
      function limit(number) {
        return number === null ? all.length : Math.max(0, Math.min(Math.floor(number), all.length));
      }
      return v[1] === null ? "" : all.slice(limit(v[1]), limit(v[2])).join("");
    },
    selected: function (v) { return codesIn(word(v[0])).indexOf(word(v[1])) >= 0; },
    "selected-at": function (v) {
      var codes = codesIn(word(v[0])), place = v[1];
      return isNumber(place) && place === Math.floor(place) && place >= 0 && place < codes.length ? codes[place] : null;
    },
    "count-selected": function (v) { return codesIn(word(v[0])).length; }
  };
  var STRICT = {
    not: function (a) { return !a; },
    "=": function (a, b) { return a === b; },
    "!=": function (a, b) { return a !== b; },
    "<": function (a, b) { return a < b; },
    "<=": function (a, b) { return a <= b; },
    ">": function (a, b) { return a > b; },
    ">=": function (a, b) { return a >= b; },
    neg: function (a) { return -a; },
    "+": function (a, b) { return finite(a + b); },
    "-": function (a, b) { return finite(a - b); },
    "*": function (a, b) { return finite(a * b); },
    div: function (a, b) { return b === 0 ? null : finite(a / b); },
    mod: function (a, b) { return b === 0 ? null : finite(a % b); },
    abs: Math.abs,
    "int": function (a) { return a < 0 ? Math.ceil(a) : Math.floor(a); },
    floor: Math.floor,
    ceiling: Math.ceil,
    round: rounded,
    pow: power,
    number: readNumber,
    date: readDay,
    string: numberText,
    truth: function (a) { return a ? "true" : "false"; },
    "format-date": dayText
  };

  function evaluate(tree, around) {
    var parts;
    if (has(SPECIAL, tree[0])) { return SPECIAL[tree[0]](tree, around); }
    parts = each(tree, around);
    if (has(WITH_GAPS, tree[0])) { return WITH_GAPS[tree[0]](parts); }
    return parts.indexOf(null) >= 0 ? null : STRICT[tree[0]].apply(null, parts);
  }

  // The way through a questionnaire's steps; answers lie in a list in the order of its questions.
  function path(steps, answers, situation) {
    var around = { answers: {}, values: {}, moment: situation.moment, language: situation.language };
    var asked = [];
    steps.forEach(function (step) {
      if (step.position === null) {
        around.values[step.code] = evaluate(step.value, around);
      } else if ((!step.modes.length || !situation.mode || step.modes.indexOf(situation.mode) >= 0) &&
          (step.relevant === null || evaluate(step.relevant, around) === true)) {
        asked.push(step.position);
        around.answers[step.code] = answers[step.position];
      }
    });
    return { asked: asked, around: around };
  }
  // The number of the first rule that an answer breaks, or null.
  function broken(step, around, answer) {
    var before = around.answers[step.code], at, found = null;
    if (answer === null) { return null; }
    around.answers[step.code] = answer;
    for (at = 0; at < step.rules.length && found === null; at += 1) {
      if (evaluate(step.rules[at], around) === false) { found = at; }
    }
    around.answers[step.code] = before;
    return found;
  }
  // The codes of the options that are offered, given the answers so far.
  function offered(step, codes, around) {
    return codes.filter(function (code) {
      return !has(step.options, code) || evaluate(step.options[code], around) === true;
    });
  }

  root.gongpingLogic = {
    evaluate: evaluate, path: path, broken: broken, offered: offered, fits: fits, numberText: numberText
  };
}(typeof window === "undefined" ? globalThis : window));
