using System.Text.RegularExpressions;

namespace EdgeAppliance.Bundles.Tuf.Sources.Oci;

/// <summary>Where a registry sends those who have no token: <c>WWW-Authenticate: Bearer realm="…",service="…",scope="…"</c> (Distribution's token
/// authentication).</summary>
internal sealed partial record OciChallenge(Uri Realm, string? Service, string? Scope)
{
    /// <param name="registry">Whoever must be asked encrypted sends nobody to where passwords can be read on the way.</param>
    /// <returns>Null where it is none that may be followed.</returns>
    public static OciChallenge? TryParse(string parameters, Uri registry)
    {
        var found = Parameter().Matches(parameters).DistinctBy(match => match.Groups[1].Value).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.OrdinalIgnoreCase);
        if (!found.TryGetValue("realm", out string? text) || !Uri.TryCreate(text, UriKind.Absolute, out var realm)) return null;
        bool isSafe = realm.Scheme == Uri.UriSchemeHttps || (realm.Scheme == Uri.UriSchemeHttp && registry.Scheme == Uri.UriSchemeHttp);
        return isSafe ? new OciChallenge(realm, found.GetValueOrDefault("service"), found.GetValueOrDefault("scope")) : null;
    }

    public Uri Ask(string scope)
    {
        var query = new List<string>();
        if (Realm.Query.Length > 1) query.Add(Realm.Query[1..]);
        if (Service is not null) query.Add($"service={Uri.EscapeDataString(Service)}");
        query.Add($"scope={Uri.EscapeDataString(Scope ?? scope)}");
        return new UriBuilder(Realm) { Query = string.Join('&', query) }.Uri;
    }

    [GeneratedRegex(@"\b([A-Za-z]{1,20})=""([^""]*)""")]
    private static partial Regex Parameter();
}
