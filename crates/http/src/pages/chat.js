/* Opens the customer's conversation on a page of its own: with the token of a mail's link, or the one kept. */
(() => {
  const LAST = 'rapport-chat-inbox';
  const status = document.getElementById('status');
  const token = location.hash.slice(1);
  // The token signs its owner in: it must not stay in the address, where it would be copied along.
  history.replaceState(null, '', location.pathname);

  const open = (inbox) => {
    localStorage.setItem(LAST, inbox);
    window.rapport = window.rapport || function () { (rapport.q = rapport.q || []).push(arguments); };
    window.rapport('open');
    const script = document.createElement('script');
    script.src = '/widget.js';
    script.dataset.inbox = inbox;
    script.onload = () => { status.textContent = 'Your conversation is open.'; };
    script.onerror = () => { status.textContent = 'The chat could not be loaded. Please try again in a moment.'; };
    document.body.append(script);
  };

  const begin = async () => {
    if (!token) {
      const last = localStorage.getItem(LAST);
      status.textContent = last ? status.textContent : 'Please use the link in our mail.';
      return last && open(last);
    }
    const answer = await fetch('/api/v1/widget/inbox', { headers: { Authorization: `Bearer ${token}` } });
    if (!answer.ok) {
      status.textContent = 'This link does not work any more. Please write to us from our page.';
      return undefined;
    }
    const { inbox_key: inbox } = await answer.json();
    localStorage.setItem(`rapport:${inbox}:token`, JSON.stringify(token));
    return open(inbox);
  };

  begin().catch(() => { status.textContent = 'The conversation could not be opened. Please try again.'; });
})();
