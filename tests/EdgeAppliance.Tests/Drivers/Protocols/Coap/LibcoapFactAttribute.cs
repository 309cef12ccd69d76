namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

/// <summary>A test whose peers are libcoap's clients; skipped where they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LibcoapFactAttribute : FactAttribute
{
    public LibcoapFactAttribute()
    {
        if (!File.Exists(LibcoapClient.Plain)) Skip = $"{LibcoapClient.Plain} is not installed (apt-get install libcoap3-bin)";
    }
}
