namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>The JSON Schema of <c>provision.json</c>, kept by hand in <c>firmware/provision.schema.json</c>; a test holds it against the readers.</summary>
internal static class ProvisionSchema
{
    private const string Resource = "provision.schema.json";

    public static string Text()
    {
        using var stream = typeof(ProvisionSchema).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd();
    }
}
