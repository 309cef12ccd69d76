using System.Collections.Concurrent;
using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>What is posted to <c>/ingest/{source}</c> becomes readings.</summary>
internal sealed class HttpSource : IListenedSource, IDisposable
{
    public const string Type = "http";

    private const int BuffersKept = 16;

    private readonly ReadingIntake _intake;
    private readonly PostDecoder _decoder;
    private readonly PostDevices _devices;
    private readonly PostMemory _memory;
    private readonly ConcurrentQueue<RowBuffer> _buffers = new();
    private int _lastError;

    /// <param name="memory">Of the posts' own keys.</param>
    /// <param name="keys">Where the options declare a key: the memory of it, which this source disposes.</param>
    /// <exception cref="FormatException">A pointer of the options is wrong.</exception>
    public HttpSource(HttpSourceOptions options, ReadingSink sink, PostMemory memory, KeyMemory? keys, TimeProvider time)
    {
        Options = options;
        _devices = new PostDevices(options);
        _decoder = new PostDecoder(options, _devices);
        _memory = memory;
        Rate = new PostRate(options, time);
        _intake = new ReadingIntake(options.Name, Type, sink, keys, time) { Keyed = memory.Store };
    }

    public string Name => Options.Name;

    public HttpSourceOptions Options { get; }

    public PostRate Rate { get; }

    public HttpCounters Requests { get; } = new();

    public IngestCounters Counters => _intake.Counters;

    public int Devices => _devices.Count;

    public SourceStatus Status => _intake.Status;

    public BehaviourSource Watch { init => _intake.Watch = new StreamWatch(value); }

    /// <summary>The web server drives it; there is no more to start.</summary>
    public void Start() => _intake.Start();

    /// <summary>Whether it has a layout.</summary>
    public bool TakesBinary => _decoder.TakesBinary;

    /// <returns>Null where it is no name of a device, or one too many.</returns>
    public DeviceStream? FindDevice(string name) => _devices.Find(name);

    /// <summary>Where to read a body into; give it back.</summary>
    public RowBuffer Rent() => _buffers.TryDequeue(out var rows) ? rows : new RowBuffer();

    public void Return(RowBuffer rows)
    {
        rows.Clear();
        if (_buffers.Count < BuffersKept) _buffers.Enqueue(rows);
    }

    /// <summary>Whether readings name their device themselves.</summary>
    public bool AreDevicesInPayload => _devices.AreInPayload;

    /// <param name="caller">Who posts; empty where nobody is asked.</param>
    /// <param name="timeUs">Of readings that say nothing of it; null for now.</param>
    public PostFault Read(PostFormat format, ReadOnlySpan<byte> body, DeviceStream? device, RowBuffer rows, string caller, long? timeUs = null) =>
        _decoder.Read(format, body, new PostOrigin(device, timeUs ?? _intake.NowUs) { Caller = caller }, rows);

    /// <summary>Leaves out the readings of devices that are held back, and counts them.</summary>
    /// <returns>Why, where nothing is left.</returns>
    public PayloadError LeaveOutHeldBack(RowBuffer rows)
    {
        var why = PayloadError.None;
        rows.LeaveOut(device =>
        {
            var error = _intake.Watch.Admit(device);
            if (error == PayloadError.None) return false;
            Counters.CountRefused(why = error);
            return true;
        });
        return rows.Count == 0 ? why : PayloadError.None;
    }

    /// <summary>Takes what was read, but what is known from before.</summary>
    /// <exception cref="IOException">It cannot be told yet what is known from before.</exception>
    /// <exception cref="ObjectDisposedException">The source has stopped.</exception>
    public Task<PostTaking> Take(RowBuffer rows, CancellationToken stop) =>
        Options.Key is null ? new PostTaker(_intake, _memory).Take(rows, stop) : new KeyedRowTaker(_intake).Take(rows, stop);

    /// <returns>Whether the error differs from the last one: the rest of a burst is only counted.</returns>
    public bool TryStartBurst(PayloadError error) => Interlocked.Exchange(ref _lastError, (int)error) != (int)error;

    /// <summary>Waits until what was taken is stored.</summary>
    public void Dispose() => _intake.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
