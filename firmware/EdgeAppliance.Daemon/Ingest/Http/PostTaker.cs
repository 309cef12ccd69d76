namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Takes a post whole: 1 what its keys say is known is left out, 2 the rest comes into one group with its keys, 3 which ends
/// what others wait for that sent the same.</summary>
internal sealed class PostTaker(ReadingIntake intake, PostMemory memory)
{
    private readonly TaskCompletionSource _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<PostTaking> Take(RowBuffer rows, CancellationToken stop)
    {
        if (rows.Keys.Count == 0) return new PostTaking(rows.Count, 0, await Add(rows, stop));
        if (!memory.TryLoad()) throw new IOException("The keys of the source's posts cannot be read yet.");
        int all = rows.Count;
        List<Task> waits = [];
        if (!LeaveOut(rows, waits)) return new PostTaking(0, 0, Task.CompletedTask) { IsOther = true }; // 1
        intake.Counters.CountRepeated(all - rows.Count);
        if (rows.Count > 0) waits.Add(await AddMarked(rows, stop)); // 2
        // What brings no reading is never stored, and whoever sends the same would wait for that for ever.
        else foreach (var key in rows.Keys) memory.Forget(key);
        return new PostTaking(rows.Count, all - rows.Count, waits.Count == 1 ? waits[0] : Task.WhenAll(waits));
    }

    /// <returns>False where a key came with something else before.</returns>
    private bool LeaveOut(RowBuffer rows, List<Task> waits)
    {
        int first = 0;
        for (int i = 0; i < rows.Keys.Count;)
        {
            var key = rows.Keys[i];
            if (memory.Begin(key, _stored.Task) is not { } known)
            {
                first += key.Rows;
                i++;
                continue;
            }
            if (known.Key.Content != key.Content)
            {
                for (int begun = 0; begun < i; begun++) memory.Forget(rows.Keys[begun]);
                return false;
            }
            rows.Remove(first, key.Rows);
            rows.Keys.RemoveAt(i);
            // The same event twice in one batch waits for nothing of its own.
            if (known.Stored != _stored.Task) waits.Add(known.Stored);
        }
        return true;
    }

    private async Task<Task> AddMarked(RowBuffer rows, CancellationToken stop)
    {
        PostKey[] keys = [.. rows.Keys];
        try
        {
            _ = Settle(await Add(rows, stop), keys); // 3
            return _stored.Task;
        }
        catch (Exception e)
        {
            Fail(keys, e);
            throw;
        }
    }

    private async Task<Task> Add(RowBuffer rows, CancellationToken stop)
    {
        Task stored;
        while (!intake.TryAdd(rows, out stored)) await stored.WaitAsync(stop);
        return stored;
    }

    private async Task Settle(Task stored, PostKey[] keys)
    {
        try
        {
            await stored;
            _stored.SetResult();
        }
        catch (Exception e)
        {
            Fail(keys, e);
        }
    }

    private void Fail(PostKey[] keys, Exception why)
    {
        foreach (var key in keys) memory.Forget(key);
        _stored.SetException(why);
        // Nobody else may have sent the same.
        _ = _stored.Task.Exception;
    }
}
