namespace EdgeAppliance.Tests.Drivers.Protocols.Modbus;

/// <summary>A test whose peer is pymodbus; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PymodbusFactAttribute : FactAttribute
{
    public PymodbusFactAttribute()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/pymodbus")) Skip = "pymodbus is not installed (apt-get install python3-pymodbus)";
    }
}
