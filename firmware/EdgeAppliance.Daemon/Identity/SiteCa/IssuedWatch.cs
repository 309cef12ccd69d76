using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Identity;

namespace EdgeAppliance.Daemon.Identity.SiteCa;

/// <summary>Tells of devices that have not renewed their certificates, as they should at two thirds of their life.</summary>
internal static class IssuedWatch
{
    private const int NamedMax = 5;

    /// <param name="life">Of the certificates that are issued now.</param>
    public static IReadOnlyList<HealthCondition> Conditions(DeviceRegistry registry, TimeSpan life, DateTimeOffset now)
    {
        var late = new List<string>();
        foreach (var device in registry.All)
        {
            if (device.StateAt(now) != DeviceState.Active) continue;
            var newest = DateTimeOffset.MinValue;
            foreach (var credential in device.Record.Credentials)
                if (credential is IssuedCredential issued && issued.Expires > newest) newest = issued.Expires;
            if (newest > DateTimeOffset.MinValue && newest - now < life / 3) late.Add(device.Record.Id);
        }
        if (late.Count == 0) return [];
        late.Sort(StringComparer.Ordinal);
        string named = string.Join(", ", late.Take(NamedMax)) + (late.Count > NamedMax ? ", …" : "");
        return
        [
            new HealthCondition("identity.certificates-end", HealthSeverity.Warning, "access.siteCa", $"Less than a third of its life is left to the certificate of {late.Count} devices, or none: {named}",
                "Look why they do not renew it (EST simplereenroll); 'edgectl devices enroll' gives one a new token."),
        ];
    }
}
