namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Reads a body of any format into rows.</summary>
internal sealed class PostDecoder
{
    private readonly JsonPost _json;
    private readonly SenMlPost _senMl;
    private readonly CsvPost _csv;
    private readonly CloudEventPost _events;
    private readonly KeyValueText _text;
    private readonly PostDevices _devices;

    /// <exception cref="FormatException">A pointer of the mapping is wrong.</exception>
    public PostDecoder(HttpSourceOptions options, PostDevices devices)
    {
        Limits = options.Limits;
        _devices = devices;
        _json = new JsonPost(new JsonPayloadDecoder(options.Mapping, options.Limits), devices);
        _senMl = new SenMlPost(options.Limits, devices);
        _csv = new CsvPost(options, devices);
        _events = new CloudEventPost(this, devices);
        _text = new KeyValueText(options.Limits);
    }

    public PayloadLimits Limits { get; }

    public PostFault Read(PostFormat format, ReadOnlySpan<byte> body, in PostOrigin origin, RowBuffer rows) => format switch
    {
        PostFormat.Json => _json.Read(body, origin, rows),
        PostFormat.JsonLines => _json.ReadLines(body, origin, rows),
        PostFormat.SenMlJson or PostFormat.SenMlCbor => _senMl.Read(body, format == PostFormat.SenMlCbor, origin, rows),
        PostFormat.Csv => _csv.Read(body, origin, rows),
        PostFormat.CloudEvent or PostFormat.CloudEvents => _events.Read(body, format == PostFormat.CloudEvents, origin, rows),
        _ => ReadText(body, origin, rows),
    };

    private PostFault ReadText(ReadOnlySpan<byte> body, in PostOrigin origin, RowBuffer rows)
    {
        if (KeyValueText.LooksLikeJson(body)) return _json.Read(body, origin, rows);
        var fault = _devices.Of(origin, out var device);
        if (!fault.IsNone) return fault;
        Span<double> values = stackalloc double[PayloadLimits.ChannelsCeiling];
        var reading = _text.Decode(body, device!, values);
        if (reading.Channels is not { } channels) return new PostFault(reading.Error, reading.At);
        rows.Add(device!, channels, origin.TimeUs, values[..channels.Count]);
        return PostFault.None;
    }
}
