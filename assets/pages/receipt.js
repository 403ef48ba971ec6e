// SPDX-License-Identifier: Apache-2.0
// The digits of the QR code come behind the #, which a browser keeps to itself: they fill the form, and leave the address and its history.
// Changing the language takes them along the same way.
(function () {
	var field = document.getElementById("digits"), other = document.getElementById("other");
	function fill() {
		var digits = location.hash.replace(/[^0-9]/g, "");
		if (!digits)
			return;
		field.value = digits.replace(/(.{4})(?=.)/g, "$1 ");
		history.replaceState(null, "", location.pathname + location.search);
	}
	fill();
	addEventListener("hashchange", fill);
	other.addEventListener("click", function () {
		other.hash = field.value.replace(/[^0-9]/g, "");
	});
})();
