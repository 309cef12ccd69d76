using System.Globalization;

namespace EdgeAppliance.Drivers.Linux.Iio;

/// <summary>One input of a device: value = (raw + offset) × scale, in the kernel's unit, then in ours.</summary>
/// <param name="Id">As in its files' names without <c>in_</c>.</param>
internal sealed record IioChannel(string Id, string Name, double Factor, double Offset)
{
    /// <summary>All inputs that can be read one by one, those with a processed value first.</summary>
    public static IEnumerable<KernelAttribute> Attributes(string device)
    {
        foreach (string file in KernelFolder.Files(device, "in_*_input"))
        {
            var (name, factor) = IioUnits.Of(IdOf(file, "_input"));
            yield return new KernelAttribute(name, file, factor);
        }
        foreach (string file in KernelFolder.Files(device, "in_*_raw"))
        {
            var channel = Of(device, IdOf(file, "_raw"));
            yield return new KernelAttribute(channel.Name, file, channel.Factor, channel.Offset);
        }
    }

    /// <summary>Looks up scale and offset, which a channel has for itself or shares with its kind.</summary>
    public static IioChannel Of(string device, string id)
    {
        var (name, factor) = IioUnits.Of(id);
        return new IioChannel(id, name, (Number(device, id, "scale") ?? 1) * factor, Number(device, id, "offset") ?? 0);
    }

    /// <summary>What a file's name says of its channel.</summary>
    public static string IdOf(string file, string ending) => Path.GetFileName(file)["in_".Length..^ending.Length];

    private static double? Number(string device, string id, string what)
    {
        string shared = new([.. id.Where(c => !char.IsAsciiDigit(c))]);
        foreach (string owner in new[] { id, shared, IioUnits.KindOf(id) })
            if (AttributeFile.Line(Path.Combine(device, $"in_{owner}_{what}")) is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return number;
        return null;
    }
}
