import { describe, expect, it } from 'vitest';

import type { Felt } from '../../api/types';
import { pathOf, pointsOf, trajectorySentence } from './trajectory';

const felt = (seq: number, feeling: Felt['feeling'], valence = 0, intensity = 0.5): Felt => ({
  seq,
  at: '2026-11-18T09:00:00Z',
  feeling,
  valence,
  intensity,
  urgency: 0,
});

describe('trajectorySentence', () => {
  it('tells the arc', () => {
    const arc = [felt(1, 'frustrated', -0.6), felt(3, 'angry', -0.9, 0.9), felt(5, 'calm', 0)];
    expect(trajectorySentence(arc)).toBe('Arrived frustrated, then very angry, now calm.');
  });

  it('does not repeat what did not change, and leaves out what was unclear', () => {
    const arc = [felt(1, 'sad'), felt(2, undefined), felt(3, 'sad'), felt(4, 'grateful', 0.7)];
    expect(trajectorySentence(arc)).toBe('Arrived sad, now grateful.');
  });

  it('is honest where nothing could be told', () => {
    expect(trajectorySentence([])).toBe('No feeling could be told yet.');
    expect(trajectorySentence([felt(1, undefined)])).toBe('No feeling could be told yet.');
    expect(trajectorySentence([felt(1, 'anxious', -0.3, 0.2)])).toBe('Arrived a little anxious.');
  });
});

describe('the picture', () => {
  it('has pleasant on top and stays within its frame', () => {
    const points = pointsOf([felt(1, 'angry', -1), felt(2, 'calm', 0), felt(3, 'grateful', 7)], 200, 80, 10);
    expect(points.map(({ x, y }) => [x, y])).toEqual([
      [10, 70],
      [100, 40],
      [190, 10],
    ]);
  });

  it('puts a single point into the middle', () => {
    expect(pointsOf([felt(1, 'calm')], 200, 80, 10)[0]).toMatchObject({ x: 100, y: 40 });
  });

  it('draws nothing for nothing', () => {
    expect(pathOf([])).toBe('');
  });
});
