namespace EdgeAppliance.Bundles.Tuf.Sources.Oci;

/// <summary>Who asks a registry, where it does not serve everybody.</summary>
public sealed record OciCredentials(string User, string Password)
{
    public string Basic => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{User}:{Password}"));

    /// <summary>The password stays out of what is printed.</summary>
    public override string ToString() => User;
}
