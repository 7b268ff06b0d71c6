// The help centre's own few lines: buttons that open the chat, and thanks without leaving the page. Without them
// every link and form works all the same.
'use strict';

window.rapport ||= function () {
  (window.rapport.q ||= []).push(arguments);
};

for (const node of document.querySelectorAll('[data-ask], [data-person], [data-script]')) node.hidden = false;

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-ask], [data-person]');
  if (!button) return;
  const { article, title, text } = button.dataset;
  if ('person' in button.dataset) window.rapport('person');
  else window.rapport('ask', { article, title, text });
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!('helpful' in form.dataset)) return;
  event.preventDefault();
  void send(form, new FormData(form, event.submitter));
});

// The server's own page of thanks takes the place of the question.
async function send(form, said) {
  const section = form.closest('.helpful');
  for (const button of form.querySelectorAll('button')) button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(said) });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const thanks = document.adoptNode(page.getElementById('thanks'));
    const title = thanks.querySelector('h1');
    const smaller = document.createElement('h2');
    smaller.tabIndex = -1;
    smaller.textContent = title.textContent;
    title.replaceWith(smaller);
    section.replaceWith(thanks);
    smaller.focus();
  } catch {
    for (const button of form.querySelectorAll('button')) button.disabled = false;
    const failed = section.querySelector('[role=alert]') ?? form.appendChild(document.createElement('p'));
    failed.setAttribute('role', 'alert');
    failed.textContent = form.dataset.failed;
  }
}
