/** Imports a bank's file in four steps: choose it, check how it is read, review each row, done. */
import { Stepper } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import type { Import, Mapping } from '#gen/melo/transactions/v1/import_pb.ts';
import type { ProposeMappingResponse } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { TABLES } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { Page } from '../../ui/layout/page.tsx';
import { ChooseStep } from './choose-step.tsx';
import { DoneStep } from './done-step.tsx';
import { MappingStep } from './mapping-step.tsx';
import { RecentImports } from './recent-imports.tsx';
import { ReviewStep } from './review-step.tsx';
import type { Source } from './source.ts';

type FileStep = { readonly source: Source; readonly proposal: ProposeMappingResponse; readonly mapping: Mapping };
type Step =
  | { readonly at: 'choose' }
  | ({ readonly at: 'mapping' | 'review' } & FileStep)
  | { readonly at: 'done'; readonly imported: Import };

const ORDER = ['choose', 'mapping', 'review', 'done'];

export function ImportPage() {
  const [step, setStep] = useState<Step>({ at: 'choose' });
  return (
    <Page title={text('import.import')}>
      <Steps active={ORDER.indexOf(step.at)} />
      <CurrentStep step={step} go={setStep} />
    </Page>
  );
}

function Steps({ active }: { readonly active: number }) {
  const roomy = useMediaQuery(TABLES, true);
  return (
    <Stepper
      active={active}
      size="sm"
      iconSize={28}
      allowNextStepsSelect={false}
      {...(!roomy && { styles: { stepBody: { display: 'none' } } })}
    >
      <Stepper.Step label={text('import.file')} />
      <Stepper.Step label={text('import.columns')} />
      <Stepper.Step label={text('import.review')} />
      <Stepper.Step label={text('import.done')} />
    </Stepper>
  );
}

function CurrentStep({ step, go }: { readonly step: Step; readonly go: (step: Step) => void }) {
  const choose = () => go({ at: 'choose' });
  if (step.at === 'choose')
    return (
      <>
        <ChooseStep next={(source, proposal) => go({ at: 'mapping', source, proposal, mapping: proposal.mapping! })} />
        <RecentImports />
      </>
    );
  if (step.at === 'done') return <DoneStep imported={step.imported} again={choose} />;
  const { source, proposal, mapping } = step;
  if (step.at === 'review') {
    const back = () => go({ ...step, at: 'mapping' });
    return <ReviewStep {...{ source, mapping, back }} done={(imported) => go({ at: 'done', imported })} />;
  }
  return (
    <MappingStep
      {...{ source, proposal, mapping }}
      change={(changed) => go({ ...step, mapping: changed })}
      back={choose}
      next={() => go({ ...step, at: 'review' })}
    />
  );
}
