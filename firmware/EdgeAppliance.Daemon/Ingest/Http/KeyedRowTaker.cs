namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Takes a post reading by reading, each by the key that the source declares: what is cut short may come again.</summary>
internal sealed class KeyedRowTaker(ReadingIntake intake)
{
    public async Task<PostTaking> Take(RowBuffer rows, CancellationToken stop)
    {
        int repeated = 0;
        List<Task> waits = [];
        for (int i = 0; i < rows.Count; i++)
        {
            Task? stored;
            PayloadError error;
            bool wasKnown;
            while (!intake.TryAdd(rows.Device(i), rows[i], out error, out stored, out wasKnown)) await stored!.WaitAsync(stop);
            if (error != PayloadError.None) return new PostTaking(i - repeated, repeated, Task.WhenAll(waits)) { Error = error };
            if (wasKnown) repeated++;
            if (waits.Count == 0 || waits[^1] != stored) waits.Add(stored!);
        }
        return new PostTaking(rows.Count - repeated, repeated, waits.Count == 1 ? waits[0] : Task.WhenAll(waits));
    }
}
