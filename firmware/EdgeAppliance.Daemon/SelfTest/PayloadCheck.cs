using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>A device's JSON becomes a reading, and what is no JSON is refused.</summary>
internal static class PayloadCheck
{
    public static Task<string> Run(CheckSurroundings around)
    {
        var decoder = new JsonPayloadDecoder(PayloadMapping.Default, PayloadLimits.Default);
        var device = new DeviceStream("self-test", "device");
        double[] values = new double[PayloadLimits.ChannelsCeiling];
        var reading = decoder.Decode("""{"seq": 7, "temp": 21.5, "unit": "C"}"""u8, device, values);
        CheckFailedException.Unless(reading.Error == PayloadError.None, $"a reading is refused: {reading.Error}");
        CheckFailedException.Unless(reading.Channels is { Count: 2 } && values[0] == 7 && values[1] == 21.5, $"seq 7, temp 21.5 is read as {values[0]}, {values[1]}");
        var refused = decoder.Decode("""{"seq": 7, "temp": 2"""u8, device, values);
        CheckFailedException.Unless(refused.Error == PayloadError.NotJson, $"half a payload is taken for {refused.Error}");
        return Task.FromResult("2 channels of a reading, half a reading refused");
    }
}
