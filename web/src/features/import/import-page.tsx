/** Imports a bank's file in four steps: choose it, check how it is read, review each row, done. */
import { Stepper } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { TABLES } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { LoadingRows } from '../../ui/feedback/states.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { ChooseStep } from './choose-step.tsx';
import { DoneStep } from './done-step.tsx';
import { MappingStep } from './mapping-step.tsx';
import { RecentImports } from './recent-imports.tsx';
import { ReviewStep } from './review-step.tsx';
import { STEPS, type Step, useWizard } from './use-wizard.ts';

export function ImportPage() {
  const wizard = useWizard();
  const { step } = wizard;
  return (
    <Page title={text('import.import')}>
      <Steps active={step ? STEPS.indexOf(step.at) : 0} />
      {step ? <CurrentStep step={step} wizard={wizard} /> : <LoadingRows />}
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

function CurrentStep({ step, wizard }: { readonly step: Step; readonly wizard: ReturnType<typeof useWizard> }) {
  if (step.at === 'choose')
    return (
      <>
        <ChooseStep next={wizard.chooseFile} />
        <RecentImports />
      </>
    );
  if (step.at === 'done') return <DoneStep imported={step.imported} again={wizard.choose} />;
  const { source, proposal, mapping } = step;
  if (step.at === 'review')
    return <ReviewStep {...{ source, mapping }} back={wizard.showMapping} done={wizard.finish} />;
  return (
    <MappingStep
      {...{ source, proposal, mapping }}
      change={(changed) => wizard.map({ source, proposal, mapping }, changed)}
      back={wizard.choose}
      next={wizard.review}
    />
  );
}
