// The shop's own lines: says to the widget who is signed in, and opens it where a button asks for that.
(() => {
  window.rapport =
    window.rapport ||
    function () {
      (window.rapport.q = window.rapport.q || []).push(arguments);
    };
  const { externalId, email, name, signature } = document.currentScript.dataset;
  if (externalId) {
    window.rapport("identify", { external_id: externalId, email, name, signature });
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ask]");
    if (!button) return;
    window.rapport("open");
    if (button.dataset.ask) window.rapport("send", button.dataset.ask);
  });
  // Whoever signs out takes their conversation along: the next person at this computer must not see it.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-forget]")) window.rapport("shutdown");
  });
})();
