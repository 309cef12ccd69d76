namespace EdgeAppliance.Core.Pipeline;

/// <summary>Records read from a lane: places [First, Last), packed in the first <paramref name="Bytes"/> bytes of the caller's buffer.</summary>
public readonly record struct OutboxSlice(int Count, int Bytes, long First, long Last);
