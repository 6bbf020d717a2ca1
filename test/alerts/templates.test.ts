// Vietnamese sentences and their English twins say the same of the same things.
import { readdirSync } from 'node:fs';
import {
  languages,
  sayingOf,
  sentencesOf,
  templateNames,
  templatesFolder,
} from '../../src/alerts/templates.js';
import { campaignTaskWords } from '../../src/beneficiary-accounts/campaign.js';

const placesIn = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, place]) => place ?? '').sort();

it('every file of sentences has its twin, and nothing else lies there', () => {
  const expected = templateNames.flatMap((name) => languages.map((one) => `${name}.${one}.txt`));
  expect(readdirSync(templatesFolder).sort()).toEqual(expected.sort());
});

it.each(templateNames)('twins of %s have the same sentences with the same places', (name) => {
  const [vi, en] = [sentencesOf(`${name}.vi.txt`), sentencesOf(`${name}.en.txt`)];
  expect([...en.keys()]).toEqual([...vi.keys()]);
  for (const [sentence, text] of vi) {
    const twin = en.get(sentence) ?? '';
    expect([sentence, placesIn(twin)]).toEqual([sentence, placesIn(text)]);
    expect([sentence, twin.split('|').length]).toEqual([sentence, text.split('|').length]);
    // the system's own name is the only Vietnamese that the twin holds
    expect(twin.replace('[Đối soát]', '')).not.toMatch(/[\u00c0-\u1ef9]/);
  }
});

it('tasks are called in mails as on pages', () => {
  const say = sayingOf('late', 'vi');
  for (const [task, words] of Object.entries(campaignTaskWords)) {
    expect(say(`task.${task}`)).toBe(words);
  }
});

it('a place that nothing is given for, or a sentence that is not there, is a fault', () => {
  expect(() => sayingOf('digest', 'vi')('subject', { unit: 'A' })).toThrow('{what}');
  expect(() => sayingOf('digest', 'en')('no such sentence')).toThrow('no such sentence');
});
