/* Where the console starts. */

import { mount } from 'svelte';

import './app.css';
import App from './App.svelte';
import { appearance } from './appearance.svelte';
import { session } from './session.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element #app');

appearance.apply();
void session.load();
mount(App, { target });
