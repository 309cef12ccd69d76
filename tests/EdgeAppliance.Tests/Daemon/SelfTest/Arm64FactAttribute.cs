using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Daemon.SelfTest;

/// <summary>A test of the binary that was made for arm64, under emulation; skipped where there is none, or nothing to emulate with.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Arm64FactAttribute : FactAttribute
{
    public const string Emulator = "/usr/bin/qemu-aarch64";

    public static readonly string Folder = Path.Combine(ProjectReferences.Root, "artifacts", "arm64");

    public Arm64FactAttribute()
    {
        if (!File.Exists(Emulator)) Skip = "qemu-aarch64 is not installed (apt-get install qemu-user)";
        else if (!File.Exists(Program) || !File.Exists(Path.Combine(Folder, "root", "whole"))) Skip = "there is no arm64 binary (./build.sh arm64-test makes one)";
    }

    public static string Program => Path.Combine(Folder, "run", "edge-appliance");
}
