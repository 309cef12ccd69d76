using EdgeAppliance.Daemon.Health;

namespace EdgeAppliance.FunctionalTests;

/// <summary>A test of the real daemon; skipped, with the reason, where the machine lacks what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DaemonFactAttribute : FactAttribute
{
    public const string FakeTimeLibrary = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

    public DaemonFactAttribute(Needs needs = Needs.Nothing)
    {
        if (needs.HasFlag(Needs.Mosquitto) && !IsInstalled("mosquitto")) Skip = "mosquitto is not installed (apt-get install mosquitto)";
        else if (needs.HasFlag(Needs.MosquittoClients) && !IsInstalled("mosquitto_pub")) Skip = "mosquitto_pub is not installed (apt-get install mosquitto-clients)";
        else if (needs.HasFlag(Needs.Root) && Environment.UserName != "root") Skip = "it mounts a file system, which only root may";
        else if (needs.HasFlag(Needs.FakeTime) && !File.Exists(FakeTimeLibrary)) Skip = "libfaketime is not installed (apt-get install faketime)";
        else if (needs.HasFlag(Needs.Pymodbus) && !Directory.Exists("/usr/lib/python3/dist-packages/pymodbus")) Skip = "pymodbus is not installed (apt-get install python3-pymodbus)";
        else if (needs.HasFlag(Needs.Socat) && !IsInstalled("socat")) Skip = "socat is not installed (apt-get install socat)";
        else if (needs.HasFlag(Needs.Nginx) && !File.Exists("/usr/sbin/nginx")) Skip = "nginx is not installed (apt-get install nginx-light)";
        else if (needs.HasFlag(Needs.Vcan) && !Directory.Exists("/sys/class/net/vcan0")) Skip = "there is no vcan0 (ip link add vcan0 type vcan && ip link set vcan0 up, where the kernel has it)";
        else if (needs.HasFlag(Needs.ClockNotSet) && ClockSync.IsSynchronized()) Skip = "a time server keeps this machine's clock right, which the test must not have";
    }

    private static bool IsInstalled(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/local/sbin".Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
