using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Tests.Demo.Cloud;

/// <summary>A test with mosquitto as the broker; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MosquittoFactAttribute : FactAttribute
{
    public MosquittoFactAttribute()
    {
        if (Executables.Find("mosquitto") is null) Skip = "mosquitto is not installed (apt-get install mosquitto)";
    }
}
