using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Ingest.Payloads;
using EdgeAppliance.Daemon.Ingest.SenMl;
using EdgeAppliance.Drivers.Protocols.Coap;

namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>What devices post to one path over CoAP becomes readings: JSON as from MQTT, SenML in JSON or CBOR, or <c>key=value</c> text.</summary>
internal sealed class CoapSource : IListenedSource, INamedSource, IDisposable
{
    public const string Type = "coap";

    private readonly ReadingIntake _intake;
    private readonly IPayloadDecoder _usual;
    private readonly IPayloadDecoder _json;
    private readonly IPayloadDecoder _cbor;
    private readonly SenMlRows _senMl;
    private readonly IPayloadDecoder _text;
    private readonly NamedDevices _devices;
    private readonly bool _isJsonUsual;

    // Used under the server's lock, as everything that takes is.
    private readonly RowBuffer _pack = new();

    /// <exception cref="FormatException">The path or a pointer of the mapping is wrong.</exception>
    public CoapSource(CoapSourceOptions options, ReadingSink sink, TimeProvider time)
    {
        Name = options.Name;
        Path = options.Path;
        _devices = new NamedDevices(options.Name, new TopicFilter(options.Path), options.Limits);
        _usual = PayloadDecoders.Of(options.Mapping, options.Limits);
        _json = PayloadDecoders.Of(PayloadFormat.Json, options.Mapping, options.Limits);
        _cbor = PayloadDecoders.Of(PayloadFormat.Cbor, options.Mapping, options.Limits);
        _senMl = new SenMlRows(options.Limits);
        _text = PayloadDecoders.Of(PayloadFormat.Text, options.Mapping, options.Limits);
        Limits = options.Limits;
        _isJsonUsual = options.Mapping.Format == PayloadFormat.Json;
        _intake = new ReadingIntake(options.Name, Type, sink, null, time);
    }

    public string Name { get; }

    /// <summary>As the configuration writes it.</summary>
    public string Path { get; }

    public PayloadLimits Limits { get; }

    public IngestCounters Counters => _intake.Counters;

    public int Devices => _devices.Count;

    public SourceStatus Status => _intake.Status;

    /// <summary>The listeners drive it; there is no more to start.</summary>
    public void Start() => _intake.Start();

    public bool TryResolve(string topic, out DeviceStream? device) => _devices.TryResolve(topic, out device);

    /// <summary>Takes the readings of a payload.</summary>
    /// <param name="stored">Done once they are on stable storage; null where the payload is refused.</param>
    /// <returns>False where the store is behind: the device shall send the payload again.</returns>
    /// <exception cref="ObjectDisposedException">The source has stopped.</exception>
    public bool TryTake(DeviceStream device, int contentFormat, ReadOnlySpan<byte> payload, out PayloadError error, out Task? stored)
    {
        bool taken = contentFormat switch
        {
            CoapFormat.SenMlJson or CoapFormat.SenMlCbor => TryTakePack(device, contentFormat, payload, out error, out stored),
            _ => TryTakeRow(device, contentFormat, payload, out error, out stored),
        };
        if (error != PayloadError.None) Counters.CountRefused(error);
        return taken;
    }

    public void CountNotStored() => Counters.CountNotStored();

    /// <summary>Waits until what was taken is stored.</summary>
    public void Dispose() => _intake.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private bool TryTakeRow(DeviceStream device, int contentFormat, ReadOnlySpan<byte> payload, out PayloadError error, out Task? stored)
    {
        stored = null;
        Span<double> values = stackalloc double[PayloadLimits.ChannelsCeiling];
        var reading = DecoderOf(contentFormat, payload).Decode(payload, device, values);
        error = reading.Error;
        if (reading.Channels is not { } channels) return true;
        return _intake.TryAdd(device, new ReadingRow(channels, reading.TimeUs ?? _intake.NowUs, values[..channels.Count]), out error, out stored, out _);
    }

    // RFC 7252 section 5.5.1 leaves open what a payload without a format is; many clients send JSON so.
    private IPayloadDecoder DecoderOf(int contentFormat, ReadOnlySpan<byte> payload) => contentFormat switch
    {
        CoapFormat.Json => _json,
        CoapFormat.Cbor => _cbor,
        CoapFormat.Text => KeyValueText.LooksLikeJson(payload) ? _json : _text,
        CoapFormat.None when _isJsonUsual => KeyValueText.LooksLikeJson(payload) ? _json : _text,
        _ => _usual,
    };

    private bool TryTakePack(DeviceStream device, int contentFormat, ReadOnlySpan<byte> payload, out PayloadError error, out Task? stored)
    {
        stored = null;
        error = _senMl.Read(payload, contentFormat == CoapFormat.SenMlCbor, _intake.NowUs, device, out var rows);
        if (error != PayloadError.None) return true;
        _pack.Clear();
        foreach (var row in rows) _pack.Add(device, row.Channels, row.TimeUs, row.Values);
        return _intake.TryAdd(_pack, out stored);
    }
}
