using System.Globalization;
using System.Text.Json;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Sensors;

/// <summary>Reads the keys that sensors have in common: <c>every</c>, <c>retries</c>, and where the chip sits.</summary>
internal static class SensorBinder
{
    private const int RetriesMax = 10;

    public static DriverFactory Source(StepConfiguration settings, string type, TimeSpan every, SensorOpener open) =>
        Source(settings, type, every, _ => open);

    /// <summary>For a sensor that needs to know more of its surroundings, or keeps something while it is closed and opened.</summary>
    public static DriverFactory Source(StepConfiguration settings, string type, TimeSpan every, Func<DriverContext, SensorOpener> open, params string[] commands)
    {
        var options = Options(settings, type, every) with { Commands = commands };
        return context => new SensorSource(options, context, open(context));
    }

    /// <summary>The keys <c>every</c> and <c>retries</c>.</summary>
    public static SensorOptions Options(StepConfiguration settings, string type, TimeSpan every, int retries = 2) =>
        new(type, Every(settings, every), settings.Integer("retries", retries, 0, RetriesMax));

    /// <summary>The keys <c>bus</c> and <c>address</c>.</summary>
    /// <param name="addresses">Those that the chip's pins can choose; the first is its standard.</param>
    public static I2cPlace I2c(StepConfiguration settings, params ReadOnlySpan<int> addresses) => new(Bus(settings), Address(settings, addresses));

    /// <summary>The keys <c>bus</c>, <c>chipSelect</c> and <c>clockHz</c>.</summary>
    public static SpiPlace Spi(StepConfiguration settings, int clockHz, int clockHzMax, int mode) => new(
        settings.Integer("bus", 0, 0, 255), settings.Integer("chipSelect", 0, 0, 255), settings.Integer("clockHz", clockHz, 10_000, clockHzMax), mode);

    /// <summary>One word of a few.</summary>
    /// <returns>Its place in the list.</returns>
    public static int Choice(StepConfiguration settings, string key, string standard, params ReadOnlySpan<string> words)
    {
        int found = words.IndexOf(settings.Text(key, standard));
        if (found >= 0) return found;
        settings.Report(key, $"must be one of {string.Join(", ", words.ToArray())}.");
        return words.IndexOf(standard);
    }

    /// <summary>One number of a few.</summary>
    /// <returns>Its place in the list.</returns>
    public static int Choice(StepConfiguration settings, string key, double standard, params ReadOnlySpan<double> numbers)
    {
        int found = numbers.IndexOf(settings.Number(key, standard));
        if (found >= 0) return found;
        settings.Report(key, $"must be one of {string.Join(", ", numbers.ToArray().Select(number => number.ToString(CultureInfo.InvariantCulture)))}.");
        return numbers.IndexOf(standard);
    }

    public static double Number(StepConfiguration settings, string key, double standard, double min, double max)
    {
        double number = settings.Number(key, standard);
        if (number >= min && number <= max) return number;
        settings.Report(key, string.Create(CultureInfo.InvariantCulture, $"must be from {min} to {max}."));
        return standard;
    }

    public static bool Flag(StepConfiguration settings, string key, bool standard)
    {
        if (!settings.TryGet(key, out var value)) return standard;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.ValueKind == JsonValueKind.True;
        settings.Report(key, "must be true or false.");
        return standard;
    }

    private static TimeSpan Every(StepConfiguration settings, TimeSpan standard)
    {
        var every = settings.Duration("every", standard);
        if (every >= SensorOptions.EveryMin && every <= SensorOptions.EveryMax) return every;
        settings.Report("every", "must be from 5ms to 1d.");
        return standard;
    }

    // A number, or a name for adapters whose numbers change.
    private static string Bus(StepConfiguration settings)
    {
        if (settings.TryGet("bus", out var bus) && bus.ValueKind == JsonValueKind.String) return settings.Text("bus", "1");
        return settings.Integer("bus", 1, 0, 255).ToString(CultureInfo.InvariantCulture);
    }

    private static int Address(StepConfiguration settings, ReadOnlySpan<int> addresses)
    {
        if (!settings.TryGet("address", out var value)) return addresses[0];
        if (TryAddress(value, out int address) && addresses.Contains(address)) return address;
        settings.Report("address", $"must be one of {string.Join(", ", addresses.ToArray().Select(known => $"\"0x{known:x2}\""))}.");
        return addresses[0];
    }

    private static bool TryAddress(JsonElement value, out int address)
    {
        address = 0;
        if (value.ValueKind == JsonValueKind.Number) return value.TryGetInt32(out address);
        return value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.StartsWith("0x", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address);
    }
}
