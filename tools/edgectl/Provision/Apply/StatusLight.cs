namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>The board's light, through the kernel (Documentation/leds/leds-class.rst): who has no screen sees how far it is. A board without one, or whose
/// light belongs to something else, goes without.</summary>
/// <param name="folder"><see cref="Kernels"/>, or what a test has in its place.</param>
internal sealed class StatusLight(string folder)
{
    /// <summary>Where the kernel has its lights.</summary>
    public const string Kernels = "/sys/class/leds";

    /// <summary>By their names on the Raspberry Pi, older kernels, and boards whose maker says what it is for.</summary>
    private static readonly string[] s_names = ["ACT", "led0", "green:status", "green:activity", "status"];

    private string? Light => s_names.Select(name => Path.Combine(folder, name)).FirstOrDefault(Directory.Exists);

    /// <summary>On and off five times a second: at work, leave the power on.</summary>
    public void Working() => Blink(100, 100);

    /// <summary>A second on, a second off: the report on the FAT partition says what is wrong.</summary>
    public void Trouble() => Blink(1000, 1000);

    /// <summary>Two short beats a second: the device lives.</summary>
    public void Alive() => Write("trigger", "heartbeat");

    private void Blink(int onMs, int offMs)
    {
        Write("trigger", "timer");
        // The files are there once the trigger is.
        Write("delay_on", $"{onMs}");
        Write("delay_off", $"{offMs}");
    }

    private void Write(string file, string text)
    {
        if (Light is not { } light) return;
        try
        {
            File.WriteAllText(Path.Combine(light, file), text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only a light.
        }
    }
}
