import Box from '@cloudscape-design/components/box';

/** A message between systems, to be read as it went over the wire. */
export function Payload({ value }: { value: unknown }) {
  return <Box variant="pre">{JSON.stringify(value, undefined, 2)}</Box>;
}
