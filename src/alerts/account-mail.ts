// What focal points are told of a change of their account: what, from when, by whom, and how to stop
// it. Numbers by their last four digits, holders not at all: a mail may be read by anyone.
import type { AccountInNews, AccountNews } from '../beneficiary-accounts/account-news.js';
import { formatDay, formatInstant } from '../calendar.js';
import { maskLongNumbers } from '../long-numbers.js';
import type { AlertMail } from './alert-mail.js';
import { htmlOf, textOf, type Block } from './mail-body.js';
import { sayingOf, type Language, type Say } from './templates.js';

const subjectCharsMax = 200;

export interface AccountMailFacts {
  readonly news: AccountNews;
  /** The unit's title, `Phường Chơn Thành`. */
  readonly title: string;
  /** Short names of banks by BIN. */
  readonly banks: ReadonlyMap<string, string>;
  /** No slash at the end. */
  readonly baseUrl: string;
  /** In which the unit is written to. */
  readonly language: Language;
}

export function accountMail(facts: AccountMailFacts): AlertMail {
  const { news, title: unit, baseUrl, language } = facts;
  const say = sayingOf('account', language);
  const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
  const reason = news.reason === null ? null : maskLongNumbers(news.reason);
  const blocks: Block[] = [
    paragraph(say('greeting', { unit })),
    paragraph(whatHappened(news, say)),
    ...accountLines(facts, say).map(paragraph),
    ...(reason === null ? [] : [paragraph(say('reason', { reason }))]),
    paragraph(whatToDo(news, say)),
    {
      kind: 'link',
      text: say('page'),
      url: `${baseUrl}/don-vi/${encodeURIComponent(news.unitCode)}`,
    },
    { kind: 'small', text: say('footer') },
  ];
  const subject = say('subject', { unit, what: say(`subject.${news.kind}`) }).replace(/\s+/g, ' ');
  return {
    subject: subject.slice(0, subjectCharsMax),
    text: textOf(blocks),
    html: htmlOf(blocks, language),
  };
}

function whatHappened({ kind, at, change, maker, actor }: AccountNews, say: Say): string {
  return say(`happened.${kind}`, {
    ...{ when: formatInstant(at), actor, maker: maker ?? '' },
    change: change === null ? '' : say(`change.${change}`),
  });
}

function accountLines({ news, banks }: AccountMailFacts, say: Say): string[] {
  const named = ({ bankBin, numberEnd: end }: AccountInNews): string => {
    const bank = bankBin === null ? say('treasury') : (banks.get(bankBin) ?? bankBin);
    return say('account.named', { bank, end });
  };
  const { kind, effectiveOn, replaced, purpose } = news;
  const from = kind === 'submitted' ? 'from.submitted' : 'from';
  return [
    say('account', { account: named(news.account) }),
    ...(replaced ? [say('replaced', { account: named(replaced) })] : []),
    ...(purpose === 'default' ? [] : [say('purpose', { purpose: maskLongNumbers(purpose) })]),
    ...(effectiveOn === null ? [] : [say(from, { day: formatDay(effectiveOn) })]),
  ];
}

function whatToDo({ kind, activatesAt }: AccountNews, say: Say): string {
  return kind === 'approved' && activatesAt !== null
    ? say('request.approved', { until: formatInstant(activatesAt) })
    : say('request');
}
