namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Why a payload is not a reading.</summary>
public enum PayloadError
{
    None,
    TooLarge,
    NotJson,
    TooDeep,
    NotAnObject,
    NoChannel,
    TooManyChannels,
    NameTooLong,
    NameInvalid,
    ChannelTwice,
    ChannelNotANumber,
    NumberOutOfRange,
    TimeInvalid,
    TooManyShapes,
    TooManyDevices,
    KeyInvalid,
    NotSenMl,
    NotKeyValue,
    NotCbor,
    TooShort,
    NotCsv,
    NotAnEvent,
    TooManyRows,
    NoDevice,
    DeviceInvalid,
    NotSparkplug,
    NotBorn,
}
