namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>Reads a <c>pseudonymise</c> step's configuration.</summary>
internal static class PseudonymiseBinder
{
    private const int KeyIdMax = 999_999;

    public static PseudonymiseOptions Bind(StepConfiguration configuration)
    {
        bool device = configuration.Boolean("device", true);
        var channels = configuration.Texts("channels");
        if (!device && channels.Count == 0) configuration.Report("channels", "is missing: there is nothing to rename where device is false.");
        byte[] key = configuration.Key("key");
        int keyId = configuration.Integer("keyId", 1, 1, KeyIdMax);
        return new PseudonymiseOptions(LeavingOptions.Bind(configuration, channels), device, channels, new Pseudonym(key, keyId));
    }
}
