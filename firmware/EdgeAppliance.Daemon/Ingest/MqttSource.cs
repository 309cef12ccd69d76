using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What the broker's publishes of one topic filter become: readings of the devices that the topics name.</summary>
internal sealed class MqttSource : IPublishSource, IDisposable
{
    public const string Type = "mqtt";

    private readonly ReadingIntake _intake;
    private readonly IPayloadDecoder _decoder;
    private readonly NamedDevices _devices;

    /// <exception cref="FormatException">The topic filter or a pointer of the mapping is wrong.</exception>
    public MqttSource(MqttSourceOptions options, ReadingSink sink, TimeProvider time)
        : this(options, sink, null, time)
    {
    }

    /// <param name="keys">Where the options declare a key: the memory of it, which this source disposes.</param>
    /// <exception cref="FormatException">The topic filter or a pointer of the mapping is wrong.</exception>
    public MqttSource(MqttSourceOptions options, ReadingSink sink, KeyMemory? keys, TimeProvider time)
    {
        Name = options.Name;
        _devices = new NamedDevices(options.Name, new TopicFilter(options.Topic), options.Limits);
        _decoder = PayloadDecoders.Of(options.Mapping, options.Limits);
        Limits = options.Limits;
        _intake = new ReadingIntake(options.Name, Type, sink, keys, time);
    }

    public string Name { get; }

    public PayloadLimits Limits { get; }

    public IngestCounters Counters => _intake.Counters;

    public int Devices => _devices.Count;

    public SourceStatus Status => _intake.Status;

    public BehaviourSource Watch { init => _intake.Watch = new StreamWatch(value); }

    /// <summary>The brokers drive it; there is no more to start.</summary>
    public void Start() => _intake.Start();

    public bool TryResolve(string topic, out DeviceStream? device) => _devices.TryResolve(topic, out device);

    /// <inheritdoc/>
    public bool TryTake(DeviceStream device, ReadOnlySpan<byte> payload, out PayloadError error, out Task? stored)
    {
        stored = null;
        error = _intake.Watch.Admit(device);
        if (error != PayloadError.None)
        {
            Counters.CountRefused(error);
            return true;
        }
        Span<double> values = stackalloc double[PayloadLimits.ChannelsCeiling];
        var reading = _decoder.Decode(payload, device, values);
        bool taken = _intake.TryAdd(device, reading, values, payload, out error, out stored);
        if (!taken) _intake.Watch.Withdraw(device);
        if (error != PayloadError.None) Counters.CountRefused(error);
        return taken;
    }

    /// <summary>Waits until what was taken is stored.</summary>
    public void Dispose() => _intake.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
