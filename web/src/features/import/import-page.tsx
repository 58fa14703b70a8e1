/** Importing a bank's file: choose it, say how it is read, look at every row, done. */
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

type Step =
  | { readonly at: 'choose' }
  | {
      readonly at: 'mapping';
      readonly source: Source;
      readonly proposal: ProposeMappingResponse;
      readonly mapping: Mapping;
    }
  | {
      readonly at: 'review';
      readonly source: Source;
      readonly proposal: ProposeMappingResponse;
      readonly mapping: Mapping;
    }
  | { readonly at: 'done'; readonly imported: Import };

const order = ['choose', 'mapping', 'review', 'done'];

export function ImportPage() {
  const [step, setStep] = useState<Step>({ at: 'choose' });
  const roomy = useMediaQuery(TABLES, true);
  return (
    <Page title={text('import.import')}>
      <Stepper
        active={order.indexOf(step.at)}
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
      {step.at === 'choose' && (
        <>
          <ChooseStep
            next={(source, proposal) => setStep({ at: 'mapping', source, proposal, mapping: proposal.mapping! })}
          />
          <RecentImports />
        </>
      )}
      {step.at === 'mapping' && (
        <MappingStep
          source={step.source}
          proposal={step.proposal}
          mapping={step.mapping}
          change={(mapping) => setStep({ ...step, mapping })}
          back={() => setStep({ at: 'choose' })}
          next={() => setStep({ ...step, at: 'review' })}
        />
      )}
      {step.at === 'review' && (
        <ReviewStep
          source={step.source}
          mapping={step.mapping}
          back={() => setStep({ ...step, at: 'mapping' })}
          done={(imported) => setStep({ at: 'done', imported })}
        />
      )}
      {step.at === 'done' && <DoneStep imported={step.imported} again={() => setStep({ at: 'choose' })} />}
    </Page>
  );
}
