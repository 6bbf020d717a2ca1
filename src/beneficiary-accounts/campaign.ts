// The campaign for right accounts: what each unit has done of it, what is still to do, and who is
// late by how many working days.
import type { Calendar, LocalDate } from '../calendar.js';

/** What a unit has to do, in the order in which it is done. */
export const campaignTasks = [
  'focal_points',
  'accountant',
  'approver',
  'declared',
  'approved',
  'verified',
  'proven',
] as const;
export type CampaignTask = (typeof campaignTasks)[number];

/** A note names the letter that set the day; it is no letter. */
export const deadlineNoteCharsMax = 500;

/** By when a task is to be done. */
export interface Deadline {
  readonly task: CampaignTask;
  readonly dueOn: LocalDate;
  readonly note: string | null;
}

/** What the register and the people's grants say of a unit. */
export interface CampaignUnit {
  readonly unitCode: string;
  readonly unitName: string;
  readonly type: string;
  readonly hasBusinessContact: boolean;
  readonly hasItContact: boolean;
  readonly hasAccountant: boolean;
  readonly hasApprover: boolean;
  /** A change was handed in and neither taken back nor rejected. */
  readonly hasProposal: boolean;
  /** Its versions that were not stopped. */
  readonly versions: readonly {
    readonly status: 'vouched' | 'approved';
    readonly validTo: LocalDate | null;
  }[];
}

/** What a reading knows of a unit's accounts; the reading itself lies downstream. */
export interface ReadAccounts {
  readonly unitCode: string;
  readonly accounts: readonly {
    readonly validFrom: LocalDate | null;
    readonly validTo: LocalDate | null;
    /** By a code or by a first credit. */
    readonly verified: boolean;
    /** By a first confirmed credit. */
    readonly proven: boolean;
  }[];
}

export interface CampaignFacts {
  readonly units: readonly CampaignUnit[];
  readonly deadlines: readonly Deadline[];
  readonly accounts: readonly ReadAccounts[];
  readonly calendar: Pick<Calendar, 'workingDaysBetween'>;
  readonly day: LocalDate;
}

/** A task that is not done although its day has passed. */
export interface LateTask extends Deadline {
  /** Working days since; 0 on a day off right after the deadline. */
  readonly workingDays: number;
}

export interface UnitStanding extends Omit<CampaignUnit, 'hasProposal' | 'versions'> {
  /** Its standing versions: all by two people, or some by the take-over of a register. */
  readonly approvedBy: 'two_people' | 'taken_over' | null;
  /** Accounts in force on the day, and how many of them are verified and proven. */
  readonly accounts: number;
  readonly accountsVerified: number;
  readonly accountsProven: number;
  readonly done: Readonly<Record<CampaignTask, boolean>>;
  readonly late: readonly LateTask[];
}

/** Where each unit stands on a day, by code. */
export function campaignOf(facts: CampaignFacts): UnitStanding[] {
  const accounts = new Map(facts.accounts.map((one) => [one.unitCode, one.accounts]));
  return facts.units.map((unit) => {
    const inForce = (accounts.get(unit.unitCode) ?? []).filter(
      ({ validFrom, validTo }) =>
        (validFrom === null || validFrom <= facts.day) && (validTo === null || facts.day < validTo),
    );
    return standingOf(unit, inForce, facts);
  });
}

function standingOf(
  { hasProposal, versions, ...unit }: CampaignUnit,
  inForce: ReadAccounts['accounts'],
  facts: CampaignFacts,
): UnitStanding {
  const standing = versions.filter(({ validTo }) => validTo === null || facts.day < validTo);
  const accounts = inForce.length;
  const accountsVerified = inForce.filter(({ verified }) => verified).length;
  const accountsProven = inForce.filter(({ proven }) => proven).length;
  const done: Record<CampaignTask, boolean> = {
    focal_points: unit.hasBusinessContact && unit.hasItContact,
    accountant: unit.hasAccountant,
    approver: unit.hasApprover,
    declared: hasProposal || versions.length > 0,
    approved: standing.length > 0,
    // an account for some procedures that nothing has shown to be right is as dangerous as any
    verified: accounts > 0 && accountsVerified === accounts,
    proven: accounts > 0 && accountsProven === accounts,
  };
  const isTakenOver = standing.some(({ status }) => status === 'vouched');
  const by = isTakenOver ? 'taken_over' : 'two_people';
  return {
    ...unit,
    approvedBy: standing.length > 0 ? by : null,
    accounts,
    accountsVerified,
    accountsProven,
    done,
    late: facts.deadlines
      .filter(({ task, dueOn }) => !done[task] && dueOn < facts.day)
      .map((deadline) => ({
        ...deadline,
        workingDays: facts.calendar.workingDaysBetween(deadline.dueOn, facts.day),
      })),
  };
}

export interface CampaignTotals {
  readonly units: number;
  readonly done: Readonly<Record<CampaignTask, number>>;
  /** Units whose account was taken over and is still to be decided by two people. */
  readonly takenOver: number;
  readonly unitsLate: number;
  readonly lateByTask: Readonly<Record<CampaignTask, number>>;
}

/** How many units have done what, and how many are late. */
export function campaignTotals(standings: readonly UnitStanding[]): CampaignTotals {
  const counted = (has: (one: UnitStanding, task: CampaignTask) => boolean) =>
    Object.fromEntries(
      campaignTasks.map((task) => [task, standings.filter((one) => has(one, task)).length]),
    ) as Record<CampaignTask, number>;
  return {
    units: standings.length,
    done: counted((one, task) => one.done[task]),
    takenOver: standings.filter(({ approvedBy }) => approvedBy === 'taken_over').length,
    unitsLate: standings.filter(({ late }) => late.length > 0).length,
    lateByTask: counted((one, task) => one.late.some((each) => each.task === task)),
  };
}

/** What a task is called. */
export const campaignTaskWords: Readonly<Record<CampaignTask, string>> = {
  focal_points: 'Cử hai đầu mối (nghiệp vụ và CNTT)',
  accountant: 'Có cán bộ kế toán dùng hệ thống',
  approver: 'Có người duyệt tài khoản',
  declared: 'Khai báo tài khoản thụ hưởng',
  approved: 'Tài khoản được duyệt',
  verified: 'Tài khoản được xác minh',
  proven: 'Có khoản tiền đầu tiên về tài khoản',
};
