<?php
// The same lines by TCPDF (Debian's php-tcpdf), as learning platforms print them: a picture behind, lines at their
// places, a QR code. Two arguments: a folder to work in, and the typeface. One paper for each line of JSON on the input; out comes four bytes of length and the PDF.
require_once 'tcpdf/tcpdf.php';
$font = TCPDF_FONTS::addTTFfont($argv[2], 'TrueTypeUnicode', '', 32, $argv[1] . '/');
$definition = $argv[1] . '/' . $font . '.php';
while (($line = fgets(STDIN)) !== false) {
    $paper = json_decode($line, true);
    $pdf = new TCPDF('L', 'mm', 'A4', true, 'UTF-8', false);
    $pdf->setPrintHeader(false);
    $pdf->setPrintFooter(false);
    $pdf->setAutoPageBreak(false);
    $pdf->AddPage();
    $pdf->Image($paper['background'], 0, 0, 297, 210, 'JPEG');
    foreach ($paper['lines'] as $each) {
        $pdf->setFont($font, '', $each['size'], $definition);
        $pdf->setXY($each['left'], $each['top']);
        $pdf->Cell($each['width'], $each['height'], $each['text'], 0, 0, $each['align']);
    }
    [$left, $top, $width] = $paper['qr'];
    $pdf->write2DBarcode($paper['url'], 'QRCODE,Q', $left, $top, $width, $width);
    $file = $pdf->Output('paper.pdf', 'S');
    fwrite(STDOUT, pack('N', strlen($file)) . $file);
}
