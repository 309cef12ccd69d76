using EdgeAppliance.Daemon.Ingest.SenMl;
using EdgeAppliance.Drivers.Protocols.Coap;

namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>Takes payloads whose protocol says what they are, or leaves it open: JSON or CBOR by a mapping, SenML in either, or <c>key=value</c> text.
/// What is not said is what the mapping says. Any thread takes.</summary>
internal sealed class TypedPayloads
{
    private readonly ReadingIntake _intake;
    private readonly IPayloadDecoder _usual;
    private readonly IPayloadDecoder _json;
    private readonly IPayloadDecoder _cbor;
    private readonly IPayloadDecoder _text;
    private readonly bool _isJsonUsual;
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly SenMlRows _senMl;
    private readonly RowBuffer _pack = new();

    /// <exception cref="FormatException">A pointer of the mapping is wrong.</exception>
    public TypedPayloads(PayloadMapping mapping, PayloadLimits limits, ReadingIntake intake)
    {
        _intake = intake;
        _usual = PayloadDecoders.Of(mapping, limits);
        _json = PayloadDecoders.Of(PayloadFormat.Json, mapping, limits);
        _cbor = PayloadDecoders.Of(PayloadFormat.Cbor, mapping, limits);
        _text = PayloadDecoders.Of(PayloadFormat.Text, mapping, limits);
        _senMl = new SenMlRows(limits, mapping.Conversions);
        _isJsonUsual = mapping.Format == PayloadFormat.Json;
    }

    /// <summary>Takes the readings of a payload.</summary>
    /// <param name="contentFormat">Of <see cref="CoapFormat"/>.</param>
    /// <param name="stored">Done once they are on stable storage; null where the payload is refused.</param>
    /// <returns>False where nothing was taken because the store is behind: try again once <paramref name="stored"/> is done.</returns>
    /// <exception cref="ObjectDisposedException">The source has stopped.</exception>
    public bool TryTake(DeviceStream device, int contentFormat, ReadOnlySpan<byte> payload, out PayloadError error, out Task? stored)
    {
        stored = null;
        error = _intake.Watch.Admit(device);
        bool taken = error != PayloadError.None || contentFormat switch
        {
            CoapFormat.SenMlJson or CoapFormat.SenMlCbor => TryTakePack(device, contentFormat, payload, out error, out stored),
            _ => TryTakeRow(device, contentFormat, payload, out error, out stored),
        };
        if (!taken) _intake.Watch.Withdraw(device);
        if (error != PayloadError.None) _intake.Counters.CountRefused(error);
        return taken;
    }

    private bool TryTakeRow(DeviceStream device, int contentFormat, ReadOnlySpan<byte> payload, out PayloadError error, out Task? stored)
    {
        Span<double> values = stackalloc double[PayloadLimits.ChannelsCeiling];
        var reading = DecoderOf(contentFormat, payload).Decode(payload, device, values);
        return _intake.TryAdd(device, reading, values, payload, out error, out stored);
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
        lock (_lock)
        {
            error = _senMl.Read(payload, contentFormat == CoapFormat.SenMlCbor, _intake.NowUs, device, out var rows);
            if (error != PayloadError.None) return true;
            _pack.Clear();
            _pack.PayloadBytes = payload.Length;
            foreach (var row in rows) _pack.Add(device, row.Channels, row.TimeUs, row.Values);
            return _intake.IsKeyed ? TryTakeEach(device, payload.Length / _pack.Count, out error, out stored) : _intake.TryAdd(_pack, out stored);
        }
    }

    /// <summary>Takes a pack's readings each by its key. What is taken of it when the store is behind is known when it is tried again.</summary>
    /// <param name="bytes">Of the payload, a reading's part.</param>
    private bool TryTakeEach(DeviceStream device, int bytes, out PayloadError error, out Task? stored)
    {
        (error, stored) = (PayloadError.None, null);
        for (int i = 0; i < _pack.Count; i++)
        {
            if (_intake.HasKey(_pack[i])) continue;
            error = PayloadError.KeyInvalid;
            return true;
        }
        var all = Task.CompletedTask;
        for (int i = 0; i < _pack.Count; i++)
        {
            var row = _pack[i];
            if (!_intake.TryAdd(device, new ReadingRow(row.Channels, row.TimeUs, row.Values, bytes), out error, out stored, out _)) return false;
            all = stored == all || stored!.IsCompletedSuccessfully ? all : all.IsCompletedSuccessfully ? stored : Task.WhenAll(all, stored);
        }
        stored = all;
        return true;
    }
}
