namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Each <see cref="PayloadError"/> as a sentence for logs and replies.</summary>
public static class PayloadErrorText
{
    public static string Of(PayloadError error, PayloadLimits limits) => error switch
    {
        PayloadError.None => "The payload is a reading.",
        PayloadError.TooLarge => $"The payload has more than {limits.PayloadBytesMax} bytes.",
        PayloadError.NotJson => "The payload is not one JSON value in UTF-8.",
        PayloadError.TooDeep => $"The payload is nested deeper than {limits.DepthMax} levels.",
        PayloadError.NotAnObject => "The payload is not a JSON object, such as {\"temp\": 21.5}.",
        PayloadError.NoChannel => "The payload holds no number that is a channel.",
        PayloadError.TooManyChannels => $"The payload holds more than {limits.ChannelsMax} channels.",
        PayloadError.NameTooLong => $"A channel's name has more than {limits.NameBytesMax} bytes.",
        PayloadError.NameInvalid => "A channel's name is empty or is not valid text.",
        PayloadError.ChannelTwice => "A channel stands twice in the payload.",
        PayloadError.ChannelNotANumber => "A mapped channel is neither a number nor true or false.",
        PayloadError.NumberOutOfRange => "A number is larger than a 64-bit float holds.",
        PayloadError.TimeInvalid => "The time field is no time between 1970 and 2200.",
        PayloadError.TooManyShapes => $"The device has sent more than {limits.ShapesPerDeviceMax} different lists of channels.",
        PayloadError.TooManyDevices => $"The source has more than {limits.DevicesMax} devices.",
        PayloadError.KeyInvalid => "The payload lacks the number that the source declares as its key, or it is beyond 2^53.",
        PayloadError.NotSenMl => "The payload is no SenML pack (RFC 8428), such as [{\"n\": \"temp\", \"v\": 21.5}].",
        PayloadError.NotKeyValue => "The payload is not pairs such as temp=21.5 hum=40.",
        PayloadError.NotCbor => "The payload is not one map in CBOR.",
        PayloadError.TooShort => "The payload is shorter than its layout.",
        PayloadError.NotCsv => "The payload is no CSV with a line of column names and as many fields in each line after it.",
        PayloadError.NotAnEvent => "The payload is no CloudEvent: it needs specversion 1.0, id, source, type, and readings as its data.",
        PayloadError.TooManyRows => $"The payload holds more than {limits.RowsMax} readings, or too many values in all.",
        PayloadError.NoDevice => "The payload does not name its device where the source says that it does.",
        PayloadError.DeviceInvalid => $"A device's name is not text of 1 to {limits.NameBytesMax} bytes, or the source has {limits.DevicesMax} devices already.",
        PayloadError.NotSparkplug => "The payload is none of Sparkplug B (version 3.0).",
        PayloadError.NotBorn => "The node or device has sent no birth that names these metrics; it is asked for one.",
        PayloadError.Throttled => "The device does not behave as it should, and only some of its readings are taken until it does.",
        PayloadError.UnitInvalid => "A record's unit is not known, or cannot become the unit that the source declares for its channel.",
        PayloadError.Quarantined => "The device is quarantined: none of its readings are taken.",
        _ => error.ToString(),
    };
}
