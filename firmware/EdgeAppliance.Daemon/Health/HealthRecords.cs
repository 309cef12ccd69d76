using System.Buffers;
using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Time;

namespace EdgeAppliance.Daemon.Health;

/// <summary>
/// Tells every uplink of conditions that begin and end, as <c>edge.health.v1</c> records of the stream <see cref="Stream"/>, with the
/// alarms' priority. To the store it is a pipeline that takes no readings: what was told is kept in its snapshot, in the transaction
/// that holds the records, so that a restart tells nothing twice and forgets no end.
/// </summary>
/// <remarks>A condition must last, or be gone, for ten seconds: what flickers is not worth a message each time.</remarks>
internal sealed class HealthRecords : IDisposable
{
    /// <summary>No pipeline may have this name.</summary>
    public const string Stream = "health";

    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_lastsMin = TimeSpan.FromSeconds(10);

    private readonly HealthBoard _board;
    private readonly IStore _store;
    private readonly Func<IEnumerable<string>> _uplinks;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _looking;

    // Owned by whoever looks.
    private readonly Dictionary<(string Code, string Subject), long> _changedAt = [];
    private HealthTold? _told;
    private HealthTold? _telling;
    private Task _stored = Task.CompletedTask;

    /// <param name="uplinks">Names of those that there are now.</param>
    /// <param name="time">Gives the records their times too.</param>
    public HealthRecords(HealthBoard board, IStore store, Func<IEnumerable<string>> uplinks, TimeProvider time)
    {
        (_board, _store, _uplinks, _time) = (board, store, uplinks, time);
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start() => _timer.Change(s_lookEvery, s_lookEvery);

    public void Dispose() => _timer.Dispose();

    internal void Look()
    {
        if (Interlocked.Exchange(ref _looking, 1) == 1) return;
        try
        {
            if (Settle()) Tell();
        }
        catch (IOException)
        {
            // The store says itself what is wrong; what changed is told once it is open.
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    /// <returns>False while the last records are on their way.</returns>
    private bool Settle()
    {
        if (!_stored.IsCompleted) return false;
        if (_telling is not null && _stored.IsCompletedSuccessfully) _told = _telling;
        _telling = null;
        _told ??= Told();
        return true;
    }

    private HealthTold Told()
    {
        var progress = _store.Progress(Stream);
        var told = HealthTold.Read(progress?.Snapshot);
        return told with { NextSequence = Math.Max(told.NextSequence, progress?.NumbersFrom ?? 0) };
    }

    private void Tell()
    {
        var now = _board.Snapshot().GroupBy(condition => (condition.Code, condition.Subject)).ToDictionary(same => same.Key, same => same.First());
        var began = now.Where(condition => !_told!.Active.Contains(condition.Key)).Select(condition => condition.Key);
        var ended = _told!.Active.Where(condition => !now.ContainsKey(condition));
        var changed = began.Concat(ended).ToHashSet();
        foreach (var gone in _changedAt.Keys.Except(changed).ToList()) _changedAt.Remove(gone);
        foreach (var fresh in changed) _changedAt.TryAdd(fresh, _time.GetTimestamp());
        var lasting = changed.Where(change => _time.GetElapsedTime(_changedAt[change]) >= s_lastsMin).ToList();
        if (lasting.Count > 0) Tell(lasting, now);
    }

    private void Tell(List<(string Code, string Subject)> changes, Dictionary<(string Code, string Subject), HealthCondition> now)
    {
        var packed = new ArrayBufferWriter<byte>();
        var active = _told!.Active.ToHashSet();
        long next = _told.NextSequence;
        foreach (var change in changes)
        {
            bool begins = now.TryGetValue(change, out var condition);
            if (begins) active.Add(change);
            else active.Remove(change);
            Pack(packed, next++, change.Subject, Data(change, condition));
        }
        _telling = new HealthTold(next, active);
        var appends = _uplinks().Select(uplink => new LaneAppend(new Lane(uplink, RecordPriority.Alarm), packed.WrittenMemory, changes.Count));
        _stored = _store.Commit(new PipelineCommit(Stream, 0, [.. appends], _telling.Write()));
    }

    private void Pack(ArrayBufferWriter<byte> packed, long sequence, string subject, ReadOnlySpan<byte> data)
    {
        byte[] stream = Encoding.UTF8.GetBytes(Stream);
        byte[] about = Encoding.UTF8.GetBytes(subject);
        long timeUs = _time.NowUs();
        var target = packed.GetSpan(PackedRecords.SizeOf(stream, about, data));
        packed.Advance(PackedRecords.Write(target, new RecordHeader(RecordType.Health, sequence, timeUs), stream, about, data));
    }

    private static byte[] Data((string Code, string Subject) change, HealthCondition? condition)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("code"u8, change.Code);
        json.WriteBoolean("active"u8, condition is not null);
        if (condition is not null)
        {
            json.WriteString("severity"u8, condition.Severity.ToString().ToLowerInvariant());
            json.WriteString("text"u8, condition.Text);
            json.WriteString("remedy"u8, condition.Remedy);
        }
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }
}
