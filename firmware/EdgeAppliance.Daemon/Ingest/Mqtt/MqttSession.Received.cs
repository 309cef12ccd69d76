namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <content>What the client sends at QoS 2, by packet ids.</content>
internal sealed partial class MqttSession
{
    private static readonly Task s_notTaken = new TaskCompletionSource().Task;

    // Guarded by _lock.
    private Dictionary<ushort, Task>? _received;

    /// <summary>What became of a publish at QoS 2 that the client sends again; null where it is new.</summary>
    /// <param name="isTaken">False where a crash came before its source had it, though who has subscribed has it.</param>
    public Task? Received(ushort packetId, out bool isTaken)
    {
        lock (_lock)
        {
            var before = _received?.GetValueOrDefault(packetId);
            isTaken = before is not null && !ReferenceEquals(before, s_notTaken);
            return before;
        }
    }

    /// <summary>Whether no more publishes at QoS 2 can be remembered.</summary>
    public bool IsReceivingTooMany(int max)
    {
        lock (_lock) return _received?.Count >= max || _hasEnded;
    }

    /// <summary>Remembers a publish at QoS 2, until it is released.</summary>
    /// <param name="taken">Done once its source has it on stable storage; where that fails it is forgotten.</param>
    /// <param name="kept">Done once what is kept by itself of it is on stable storage; the same holds.</param>
    /// <param name="together">What it is kept with; null where it was kept before, or nothing is.</param>
    /// <returns>Done once all that was to become of it is on stable storage.</returns>
    public Task Receive(ushort packetId, Task taken, Task kept, MqttTogether? together)
    {
        bool isStored = IsPersistent && state is not null;
        // It may be taken at any moment: it is noted with the rest, or behind it.
        bool isNoted = taken.IsCompletedSuccessfully && together is not null;
        if (isStored && together is not null) state!.KeepReceived(this, packetId, together, isNoted);
        if (together is not null) kept = MqttTasks.Both(kept, together.Put());
        Task done;
        lock (_lock)
        {
            _received ??= [];
            // Take looks whether it is there, and may be done before it returns.
            _received[packetId] = taken;
            _received[packetId] = done = MqttTasks.Both(isStored && !isNoted ? Take(packetId, taken) : taken, kept);
            if (_hasEnded) _received = null;
        }
        if (!done.IsCompletedSuccessfully) _ = done.ContinueWith(_ => Forget(packetId, out Task _), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return done;
    }

    /// <summary>The client will not send it again (PUBREL).</summary>
    /// <param name="dropped">Done once the store has forgotten it: not before may the client use the packet id for another publish.</param>
    public bool Forget(ushort packetId, out Task dropped)
    {
        lock (_lock)
        {
            bool isKnown = _received?.Remove(packetId) == true;
            // One that is not known here may be in the store still: the drop before may have failed.
            dropped = IsStored && state is not null ? state.DropReceived(this, packetId) : Task.CompletedTask;
            return isKnown;
        }
    }

    /// <param name="isTaken">Its source has it, or it was none's.</param>
    /// <inheritdoc cref="Restore"/>
    public void RestoreReceived(ushort packetId, bool isTaken) => (_received ??= [])[packetId] = isTaken ? Task.CompletedTask : s_notTaken;

    /// <summary>Notes that the source has it.</summary>
    private async Task Take(ushort packetId, Task taken)
    {
        await taken.ConfigureAwait(false);
        lock (_lock)
            if (_received?.ContainsKey(packetId) == true) state!.KeepReceived(this, packetId);
    }
}
