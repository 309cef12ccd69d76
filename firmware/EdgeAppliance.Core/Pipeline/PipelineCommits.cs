namespace EdgeAppliance.Core.Pipeline;

/// <summary>A pipeline's commits, of which one is in flight at most, and the two pairs of buffers that its records take turns in.</summary>
/// <remarks>Owned by whoever advances the pipeline.</remarks>
internal sealed class PipelineCommits(PipelineOptions options, IStore store, RecordWriter writer)
{
    private PipelineFlight? _flight;
    private RecordBuffer _spareRecords = new();
    private RecordBuffer _spareAlarms = new();

    public bool IsInFlight => _flight is not null;

    /// <returns>False while one is on its way to the store.</returns>
    /// <param name="ended">The one that was stored or refused just now; its buffers are used again.</param>
    public bool TryEnd(out PipelineFlight? ended)
    {
        ended = null;
        if (_flight is not { } flight) return true;
        if (!flight.Stored.IsCompleted) return false;
        (ended, _flight) = (flight, null);
        (_spareRecords, _spareAlarms) = (flight.Records, flight.Alarms);
        return true;
    }

    /// <summary>Sends what the writer has, with the progress that goes with it.</summary>
    /// <param name="onEnded">Called once <see cref="TryEnd"/> has something to say; on any thread.</param>
    public void Begin(PipelineProgress progress, byte[]? state, TaskCompletionSource<bool>? relearn, Action onEnded)
    {
        var (records, alarms) = writer.Swap(_spareRecords, _spareAlarms);
        Task stored = Commit(new PipelineCommit(options.Name, progress.Cursor, Appends(records, alarms), state) { Next = progress.Next });
        _flight = new PipelineFlight(stored, progress, records, alarms, relearn);
        if (!stored.IsCompleted) stored.GetAwaiter().UnsafeOnCompleted(onEnded);
        else onEnded();
    }

    private Task Commit(PipelineCommit commit)
    {
        try
        {
            return store.Commit(commit);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Task.FromException(e);
        }
    }

    private List<LaneAppend> Appends(RecordBuffer records, RecordBuffer alarms)
    {
        var appends = new List<LaneAppend>(2 * options.To.Count);
        foreach (string uplink in options.To)
        {
            if (alarms.Count > 0) appends.Add(new LaneAppend(new Lane(uplink, RecordPriority.Alarm), alarms.Packed, alarms.Count));
            if (records.Count > 0) appends.Add(new LaneAppend(new Lane(uplink, RecordPriority.Normal), records.Packed, records.Count));
        }
        return appends;
    }
}
