namespace EdgeAppliance.Tests.Ingest.Amqp;

/// <summary>A test with Qpid Proton's client; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProtonFactAttribute : FactAttribute
{
    public ProtonFactAttribute()
    {
        if (!Directory.Exists(ProtonPeer.Library)) Skip = "Qpid Proton is not installed (apt-get install python3-qpid-proton)";
    }
}
