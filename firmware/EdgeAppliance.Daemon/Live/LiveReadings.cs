using System.Threading.Channels;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Live;

/// <summary>Readings as they are stored, for those who watch, and the newest one of every device. 1 On the store's thread a batch is noted,
/// and copied where someone watches; 2 a task of its own writes each reading once; 3 each client's own queue takes it, and drops the oldest where it is full.</summary>
internal sealed class LiveReadings : IAsyncDisposable
{
    /// <summary>How long what comes is kept for a client that was cut off.</summary>
    private static readonly TimeSpan s_comesBackWithin = TimeSpan.FromSeconds(30);

    private readonly IStore _store;
    private readonly TimeProvider _time;
    private readonly Channel<(LiveSource Source, LiveBatch Batch)> _batches;
    private readonly Task _handingOut;
    private volatile IReadOnlyDictionary<string, LiveSource> _sources = new Dictionary<string, LiveSource>();
    private int _clients;

    /// <param name="realUs">What a stored time really is.</param>
    public LiveReadings(IStore store, Func<long, long> realUs, LiveLimits limits, TimeProvider time)
    {
        _store = store;
        _time = time;
        Limits = limits;
        Json = new LiveJson(time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", System.Globalization.CultureInfo.InvariantCulture), realUs);
        var options = new BoundedChannelOptions(limits.BatchesMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _batches = Channel.CreateBounded<(LiveSource Source, LiveBatch Batch)>(options, static dropped => dropped.Source.Drop(dropped.Batch.Rows));
        _handingOut = Task.Run(HandOut);
        store.Stored += OnStored;
    }

    public LiveLimits Limits { get; }

    public LiveJson Json { get; }

    public int Clients => Volatile.Read(ref _clients);

    /// <summary>The sources that there are. What is known of those that stay is kept; who watches one that goes is told.</summary>
    public void Use(IEnumerable<string> names)
    {
        var before = _sources;
        var next = names.ToDictionary(name => name, name => before.TryGetValue(name, out var known) ? known : new LiveSource(Limits), StringComparer.Ordinal);
        _sources = next;
        foreach (var (name, source) in before)
            if (!next.ContainsKey(name)) source.End();
    }

    /// <summary>A device's newest reading, of each source that knows it.</summary>
    public IEnumerable<(string Source, LatestReading Latest)> Of(string device)
    {
        foreach (var (name, source) in _sources.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            if (source.Find(device) is { } latest) yield return (name, latest);
    }

    /// <summary>All channels of the newest readings; null where none came yet.</summary>
    public IReadOnlySet<string>? Channels()
    {
        var channels = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in _sources.Values)
            foreach (var (_, latest) in source.Devices)
                foreach (string name in latest.Get().Channels.Names) channels.Add(name);
        return channels.Count == 0 ? null : channels;
    }

    public LiveSource? Find(string name) => _sources.GetValueOrDefault(name);

    /// <summary>Begins to watch; <see cref="Leave"/> must follow.</summary>
    /// <param name="device">One device, or null for all.</param>
    /// <param name="lastId">The id of the last reading that the client had, or null.</param>
    /// <returns>Null where there are too many clients.</returns>
    public LiveClient? Enter(LiveSource source, string? device, string? lastId)
    {
        if (Interlocked.Increment(ref _clients) > Limits.ClientsMax)
        {
            Interlocked.Decrement(ref _clients);
            return null;
        }
        var client = new LiveClient(Limits.WaitingMax, device);
        source.Add(client, lastId is null ? null : Json.NumberOf(lastId));
        return client;
    }

    public void Leave(LiveSource source, LiveClient client)
    {
        source.Remove(client);
        client.Dispose();
        Interlocked.Decrement(ref _clients);
    }

    public async ValueTask DisposeAsync()
    {
        _store.Stored -= OnStored;
        _batches.Writer.TryComplete();
        await _handingOut;
    }

    private void OnStored(ReadingBatch batch)
    {
        if (!_sources.TryGetValue(batch.Source, out var source)) return;
        long watchedFor = (long)(s_comesBackWithin.TotalSeconds * _time.TimestampFrequency);
        if (source.Note(batch, _time.GetTimestamp(), watchedFor) is { } copy) _batches.Writer.TryWrite((source, copy)); // 1
    }

    private async Task HandOut()
    {
        await foreach (var (source, batch) in _batches.Reader.ReadAllAsync())
            for (int row = 0; row < batch.Rows; row++) source.HandOut(Json.Write(batch, row)); // 2, 3
    }
}
