using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Reads a body of any format into rows.</summary>
internal sealed class PostDecoder
{
    private readonly JsonPost _json;
    private readonly SenMlPost _senMl;
    private readonly CsvPost _csv;
    private readonly CloudEventPost _events;
    private readonly IPayloadDecoder _text;
    private readonly IPayloadDecoder _cbor;
    private readonly IPayloadDecoder? _binary;
    private readonly IPayloadDecoder _bytes;
    private readonly PostDevices _devices;

    /// <exception cref="FormatException">A pointer of the mapping is wrong.</exception>
    public PostDecoder(HttpSourceOptions options, PostDevices devices)
    {
        _devices = devices;
        _json = new JsonPost(Of(PayloadFormat.Json), options.Limits, devices);
        _senMl = new SenMlPost(options.Mapping, options.Limits, devices);
        _csv = new CsvPost(options, devices);
        _events = new CloudEventPost(this, devices);
        _text = Of(PayloadFormat.Text);
        _cbor = Of(PayloadFormat.Cbor);
        _bytes = Of(PayloadFormat.Bytes);
        if (options.Mapping.Layout is not null) _binary = Of(PayloadFormat.Binary);

        IPayloadDecoder Of(PayloadFormat format) => PayloadDecoders.Of(format, options.Mapping, options.Limits);
    }

    /// <summary>Whether the source has a layout.</summary>
    public bool TakesBinary => _binary is not null;

    public PostFault Read(PostFormat format, ReadOnlySpan<byte> body, in PostOrigin origin, RowBuffer rows) => format switch
    {
        PostFormat.Json => _json.Read(body, origin, rows),
        PostFormat.JsonLines => _json.ReadLines(body, origin, rows),
        PostFormat.SenMlJson or PostFormat.SenMlCbor => _senMl.Read(body, format == PostFormat.SenMlCbor, origin, rows),
        PostFormat.Csv => _csv.Read(body, origin, rows),
        PostFormat.CloudEvent or PostFormat.CloudEvents => _events.Read(body, format == PostFormat.CloudEvents, origin, rows),
        PostFormat.Cbor => ReadRow(_cbor, body, origin, rows),
        PostFormat.Binary => ReadRow(_binary!, body, origin, rows),
        PostFormat.Bytes => ReadRow(_bytes, body, origin, rows),
        _ => KeyValueText.LooksLikeJson(body) ? _json.Read(body, origin, rows) : ReadRow(_text, body, origin, rows),
    };

    private PostFault ReadRow(IPayloadDecoder decoder, ReadOnlySpan<byte> body, in PostOrigin origin, RowBuffer rows)
    {
        var fault = _devices.Of(origin, out var device);
        if (!fault.IsNone) return fault;
        Span<double> values = stackalloc double[PayloadLimits.ChannelsCeiling];
        var reading = decoder.Decode(body, device!, values);
        if (reading.Channels is not { } channels) return PostFault.Of(reading);
        rows.Add(device!, channels, reading.TimeUs ?? origin.TimeUs, values[..channels.Count], reading.CarriesPayload ? Blob.Copy(body) : null);
        return PostFault.None;
    }
}
