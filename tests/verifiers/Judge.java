import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.poifs.crypt.dsig.SignatureConfig;
import org.apache.poi.poifs.crypt.dsig.SignatureInfo;
import org.apache.poi.poifs.crypt.dsig.SignaturePart;

/** What Apache POI thinks of signed workbooks: CA.pem CRL.pem FILE..., one line a file. */
public class Judge {
    static CertificateFactory x509;
    static PKIXParameters trust;

    public static void main(String[] words) throws Exception {
        x509 = CertificateFactory.getInstance("X.509");
        try (InputStream ca = new FileInputStream(words[0]); InputStream crl = new FileInputStream(words[1])) {
            trust = new PKIXParameters(Set.of(new TrustAnchor((X509Certificate) x509.generateCertificate(ca), null)));
            trust.addCertStore(
                CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(x509.generateCRL(crl)))));
        }
        for (String file : List.of(words).subList(2, words.length)) {
            String verdict;
            try {
                verdict = judged(file);
            } catch (Exception | LinkageError fault) {
                verdict = "failed: " + fault;
            }
            System.out.println(new File(file).getName() + "\t" + verdict.replaceAll("\\s+", " "));
        }
    }

    static String judged(String file) throws Exception {
        OPCPackage workbook = OPCPackage.open(new File(file), PackageAccess.READ);
        try {
            SignatureConfig config = new SignatureConfig();
            config.setOpcPackage(workbook);
            SignatureInfo signatures = new SignatureInfo();
            signatures.setSignatureConfig(config);
            int count = 0;
            for (SignaturePart one : signatures.getSignatureParts()) {
                count++;
                if (!one.validate()) return "invalid";
                try {
                    CertPathValidator.getInstance("PKIX").validate(x509.generateCertPath(List.of(one.getSigner())), trust);
                } catch (java.security.cert.CertPathValidatorException reason) {
                    return "untrusted: " + reason.getMessage();
                }
            }
            return count == 1 ? "valid" : count + " signatures";
        } finally {
            workbook.revert();
        }
    }
}
