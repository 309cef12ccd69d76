using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What devices send to one path or address becomes readings: JSON as from MQTT, SenML in JSON or CBOR, or <c>key=value</c> text.</summary>
internal abstract class TypedSource : IListenedSource, INamedSource, IDisposable
{
    private readonly TypedPayloads _payloads;
    private readonly NamedDevices _devices;

    /// <param name="keys">Where the source declares a key: the memory of it, which this disposes.</param>
    /// <exception cref="FormatException">The path or a pointer of the mapping is wrong.</exception>
    protected TypedSource(TypedSourceOptions options, string type, ReadingSink sink, KeyMemory? keys, TimeProvider time)
    {
        Name = options.Name;
        Path = options.Path;
        _devices = new NamedDevices(options.Name, new TopicFilter(options.Path), options.Limits);
        Limits = options.Limits;
        Intake = new ReadingIntake(options.Name, type, sink, keys, time);
        _payloads = new TypedPayloads(options.Mapping, options.Limits, Intake);
    }

    public string Name { get; }

    /// <summary>As the configuration writes it.</summary>
    public string Path { get; }

    public PayloadLimits Limits { get; }

    public IngestCounters Counters => Intake.Counters;

    public int Devices => _devices.Count;

    public virtual SourceStatus Status => Intake.Status;

    public BehaviourSource Watch { init => Intake.Watch = new StreamWatch(value); }

    protected ReadingIntake Intake { get; }

    /// <summary>The listeners drive it; there is no more to start.</summary>
    public virtual void Start() => Intake.Start();

    public bool TryResolve(string topic, out DeviceStream? device) => _devices.TryResolve(topic, out device);

    /// <inheritdoc cref="TypedPayloads.TryTake"/>
    public bool TryTake(DeviceStream device, int contentFormat, ReadOnlySpan<byte> payload, out PayloadError error, out Task? stored) =>
        _payloads.TryTake(device, contentFormat, payload, out error, out stored);

    public void CountNotStored() => Counters.CountNotStored();

    /// <summary>Waits until what was taken is stored.</summary>
    public void Dispose() => Intake.Dispose();

    public virtual ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
