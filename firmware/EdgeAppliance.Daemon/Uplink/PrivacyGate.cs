using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>The last door before a record leaves: one of a private pipeline passes only where it is cleared. That holds for what was
/// stored before the pipeline was private, too. A gap record takes the place of one that does not pass.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class PrivacyGate(PrivatePipelines pipelines, UplinkState state)
{
    private const long DayUs = 86_400_000_000;

    private readonly GapWriter _gaps = new();

    /// <summary>Valid until the next call, and as long as the record.</summary>
    public PackedRecord Pass(scoped in PackedRecord record)
    {
        if (MayPass(record)) return record;
        // Whose it was and when may be just what was to be hidden.
        var header = record.Header with { TimeUs = record.Header.TimeUs - record.Header.TimeUs % DayUs };
        return _gaps.For(new PackedRecord(header, record.Stream, [], []), "private, and not cleared");
    }

    /// <summary>Counts a record that was sent, or was not.</summary>
    public void Passed(scoped in PackedRecord record)
    {
        if (!MayPass(record)) state.OnWithheld();
    }

    private bool MayPass(scoped in PackedRecord record) =>
        record.Header.IsCleared || record.Header.Type is RecordType.Gap or RecordType.Health
        || !(record.Header.IsPrivate || pipelines.Contains(StreamNames.PipelineOf(record.Stream)));
}
