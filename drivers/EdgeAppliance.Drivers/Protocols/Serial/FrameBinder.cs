using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Reads the keys of <c>frame</c>.</summary>
internal static class FrameBinder
{
    private static readonly string[] s_checksums = ["none", "sum8", "xor8", "crc16", "nmea"];
    private static readonly string[] s_lengths = ["uint8", "uint16le", "uint16be"];

    public static FrameLayout Bind(StepConfiguration settings)
    {
        int rules = (settings.Has("end") ? 1 : 0) + (settings.Has("bytes") ? 1 : 0) + (settings.Has("lengthAt") ? 1 : 0);
        if (rules != 1) settings.Report("", "must have one of end, bytes and lengthAt: what ends a frame.");
        int bytes = settings.Has("bytes") ? settings.Integer("bytes", 1, 1, FrameLayout.BytesMaxMax) : 0;
        var layout = new FrameLayout
        {
            Start = SerialBinder.Latin(settings, "start", FrameLayout.MarkBytesMax),
            End = SerialBinder.Latin(settings, "end", FrameLayout.MarkBytesMax),
            Bytes = bytes,
            Length = Length(settings),
            LengthAdds = settings.Integer("lengthAdds", 0, -FrameLayout.BytesMaxMax, FrameLayout.BytesMaxMax),
            BytesMax = Math.Max(settings.Integer("bytesMax", 256, 16, FrameLayout.BytesMaxMax), bytes),
            Checksum = (FrameChecksum)SensorBinder.Choice(settings, "checksum", "none", s_checksums),
            ChecksumFrom = settings.Integer("checksumFrom", 0, 0, 64),
        };
        Check(settings, layout);
        return layout;
    }

    private static BitField? Length(StepConfiguration settings)
    {
        int at = settings.Integer("lengthAt", 0, 0, 14);
        int form = SensorBinder.Choice(settings, "lengthAs", "uint8", s_lengths);
        if (!settings.Has("lengthAt"))
        {
            foreach (string key in new[] { "lengthAs", "lengthAdds" })
                if (settings.Has(key)) settings.Report(key, "needs lengthAt.");
            return null;
        }
        return BitField.OfBytes(at, form == 0 ? 1 : 2, form == 1, BitKind.Unsigned);
    }

    private static void Check(StepConfiguration settings, FrameLayout layout)
    {
        if (layout.Bytes > 0 && settings.Has("bytesMax")) settings.Report("bytesMax", "is bytes already: leave it out.");
        if (layout.Bytes > 0 && layout.Bytes < layout.Start.Length + FrameChecksums.Bytes(layout.Checksum)) settings.Report("bytes", "has no room for the start and the checksum.");
        if (layout.ChecksumFrom > 0 && layout.Checksum == FrameChecksum.None) settings.Report("checksumFrom", "needs checksum.");
        if (layout.Checksum == FrameChecksum.Nmea && layout.End.Length == 0 && settings.Has("checksum")) settings.Report("checksum", "nmea needs end.");
    }
}
