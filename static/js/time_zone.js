// Chooses the time zone of this device in a list. Who has no script chooses it by hand.
const list = document.querySelector("select[data-suggest-zone]");
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const isUntouched = list?.selectedOptions[0]?.defaultSelected;
if (isUntouched && [...list.options].some((option) => option.value === timeZone)) list.value = timeZone;
