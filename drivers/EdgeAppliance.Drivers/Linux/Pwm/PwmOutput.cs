using System.Globalization;
using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Linux.Pwm;

/// <summary>One output of a PWM chip that the kernel drives (Documentation/driver-api/pwm.rst, "Using PWMs with the sysfs interface"): a fan, a
/// dimmer, a servo. The command sets its duty, which is also its reading; at the end it is set to its safe duty.</summary>
internal sealed class PwmOutput : Sensor
{
    public const string Type = "pwm";

    private const string Duty = "duty";
    private const double NanosecondsPerSecond = 1e9;

    private readonly PwmOptions _options;
    private readonly string _root;
    private readonly PwmLevel _level;
    private readonly long _periodNs;
    private string? _folder;

    /// <param name="level">What was commanded last, which outlives a chip that goes away and comes back.</param>
    public PwmOutput(PwmOptions options, PwmLevel level, string root = "/")
    {
        _options = options;
        _level = level;
        _root = root;
        _periodNs = (long)Math.Round(NanosecondsPerSecond / options.FrequencyHz);
    }

    public override ChannelSet Channels { get; } = new(Duty);

    public static DriverFactory Bind(StepConfiguration settings)
    {
        var options = PwmOptions.Bind(settings);
        return SensorBinder.Source(settings, Type, TimeSpan.FromSeconds(10), _ =>
        {
            var level = new PwmLevel { Duty = options.InitialDuty };
            return () => new PwmOutput(options, level);
        }, Duty);
    }

    public override void Begin(Pause pause)
    {
        string chip = Find();
        string folder = Path.Combine(chip, $"pwm{_options.Output}");
        if (!Directory.Exists(folder)) AttributeFile.Write(Path.Combine(chip, "export"), _options.Output.ToString(CultureInfo.InvariantCulture));
        // The kernel refuses a period below the duty that stands.
        AttributeFile.Write(Path.Combine(folder, "duty_cycle"), "0");
        AttributeFile.Write(Path.Combine(folder, "period"), _periodNs.ToString(CultureInfo.InvariantCulture));
        _folder = folder;
        Set(_level.Duty);
        AttributeFile.Write(Path.Combine(folder, "enable"), "1");
    }

    public override void Read(SensorRows rows)
    {
        if (!Directory.Exists(_folder)) throw new BusException(BusFault.Unplugged, $"The PWM chip '{_options.Chip}' is gone.");
        rows.Add([_level.Duty]);
    }

    public override CommandOutcome Execute(string command, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double duty) || duty is not (>= 0 and <= 1)) return CommandOutcome.BadValue("The duty must be a number from 0 to 1.");
        Set(duty);
        _level.Duty = duty;
        return CommandOutcome.Done;
    }

    public override void Dispose()
    {
        if (_folder is null) return;
        try
        {
            Set(_options.SafeDuty);
        }
        catch (BusException)
        {
            // The chip is gone, and its output with it.
        }
    }

    private void Set(double duty) => AttributeFile.Write(Path.Combine(_folder!, "duty_cycle"), ((long)Math.Round(duty * _periodNs)).ToString(CultureInfo.InvariantCulture));

    private string Find()
    {
        foreach (string chip in KernelFolder.Folders(Path.Combine(_root, "sys/class/pwm"), "pwmchip*"))
            if (Path.GetFileName(chip) == _options.Chip || Path.GetFileName(new DirectoryInfo(Path.Combine(chip, "device")).LinkTarget ?? "") == _options.Chip) return chip;
        throw new BusException(BusFault.Unplugged, $"There is no PWM chip '{_options.Chip}'.");
    }
}
